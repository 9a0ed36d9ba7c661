package dev.tally.broadcaster.fanout;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.Published;
import java.util.List;

/** A published total, and the connections that it is pushed to. */
record Audience(Published published, List<ConnectionId> viewers) {

    Audience only(List<ConnectionId> some) {
        return new Audience(published, some);
    }
}
