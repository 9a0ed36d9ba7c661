package dev.tally.broadcaster.fanout;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Pushes handed to further invocations of {@code fanout}. */
public interface Invocations {

    /** Pushes to a part of a counter's viewers at once; completes when that is done, exceptionally if it failed. */
    CompletableFuture<?> push(Bucket bucket);

    /** Pushes the counter's latest total to slow viewers later, and again if that fails. */
    void pushLate(CounterId counter, List<ConnectionId> viewers);
}
