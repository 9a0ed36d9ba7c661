package dev.tally.broadcaster;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Work that this package hands to invocations of their own. All but {@link #push} Lambda makes later, and again if they fail. */
interface Invocations {

    /** Has part of a counter's viewers pushed to at once; completes when that is done, exceptionally if it failed. */
    CompletableFuture<?> push(Bucket bucket);

    /** Has slow viewers pushed to, whatever is published by then. */
    void pushLate(CounterId counter, List<ConnectionId> viewers);

    /** Has a connection welcomed once it is open. */
    void welcome(ConnectionId connection, String counters);
}
