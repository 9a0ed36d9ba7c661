package dev.tally.broadcaster.fanout;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.Published;
import java.util.List;

/** What is published of a counter, and the connections that are to know. */
record Audience(Published published, List<ConnectionId> viewers) {

    Audience only(List<ConnectionId> some) {
        return new Audience(published, some);
    }
}
