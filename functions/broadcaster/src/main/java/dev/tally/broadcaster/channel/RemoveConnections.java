package dev.tally.broadcaster.channel;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.CounterId;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/** The removal of closed connections, with a request for a push to each counter that lost a viewer. */
@Singleton
public class RemoveConnections {

    private static final Logger LOG = Logger.getLogger(RemoveConnections.class);

    private final ConnectionStore connections;
    private final TouchTotals touchTotals;

    public RemoveConnections(ConnectionStore connections, TouchTotals touchTotals) {
        this.connections = connections;
        this.touchTotals = touchTotals;
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
