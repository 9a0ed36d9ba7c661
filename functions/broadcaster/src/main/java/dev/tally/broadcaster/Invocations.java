package dev.tally.broadcaster;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import java.util.List;

/** Work that this package hands to invocations of their own, which Lambda makes later and tries again if they fail. */
interface Invocations {

    /** Has part of a counter's viewers pushed to. */
    void push(Bucket bucket);

    /** Has slow viewers pushed to, whatever is published by then. */
    void pushLate(CounterId counter, List<ConnectionId> viewers);

    /** Has a connection welcomed once it is open. */
    void welcome(ConnectionId connection, String counters);
}
