package dev.tally.broadcaster.channel;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.CounterId;
import dev.tally.runtime.Deadline;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jboss.logging.Logger;

/** The removal of closed connections, with a request for a push to each counter that lost a viewer. */
@Singleton
public class RemoveConnections {

    private static final Logger LOG = Logger.getLogger(RemoveConnections.class);

    private static final int REMOVED_TOGETHER = 50;

    private final ConnectionStore connections;
    private final TouchTotals touchTotals;

    public RemoveConnections(ConnectionStore connections, TouchTotals touchTotals) {
        this.connections = connections;
        this.touchTotals = touchTotals;
    }

    /**
     * Removes connections until a deadline. The next push finds the others again.
     *
     * @param known counters that each of these connections is a viewer of
     */
    public void of(List<ConnectionId> gone, Set<CounterId> known, Deadline deadline) {
        for (int start = 0; start < gone.size() && !deadline.isOver(); start += REMOVED_TOGETHER) {
            of(gone.subList(start, Math.min(gone.size(), start + REMOVED_TOGETHER)), known);
        }
    }

    /** @param known counters that each of these connections is a viewer of */
    public void of(Collection<ConnectionId> gone, Set<CounterId> known) {
        Set<CounterId> counters = new HashSet<>();
        for (ConnectionId connection : gone) {
            counters.addAll(connections.close(connection, known));
            LOG.infof("connection.closed connectionId=%s", connection);
        }
        touchTotals.of(counters);
    }
}
