package dev.tally.broadcaster.fanout;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Pushes that further invocations of {@code fanout} make. */
public interface Invocations {

    /** Pushes to a part of a counter's viewers at once. Completes after the push, exceptionally if it failed. */
    CompletableFuture<?> push(Bucket bucket);

    /** Pushes the counter's latest total to slow viewers later. Lambda retries a failure. */
    void pushLate(CounterId counter, List<ConnectionId> viewers);
}
