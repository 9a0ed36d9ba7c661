package dev.tally.broadcaster.fanout;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.Published;
import dev.tally.counter.PushTurns;
import java.util.List;

/** A published total, and the connections that it is pushed to. */
record Audience(Published published, List<ConnectionId> viewers) {

    /** Returns whether an environment may push to these viewers without a turn. */
    boolean isSmall() {
        return viewers.size() <= PushTurns.UNRESERVED_PER_SECOND;
    }

    Audience only(List<ConnectionId> some) {
        return new Audience(published, some);
    }
}
