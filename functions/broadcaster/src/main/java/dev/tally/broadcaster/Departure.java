package dev.tally.broadcaster;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.CounterId;
import dev.tally.counter.TotalStore;
import jakarta.inject.Singleton;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jboss.logging.Logger;

/** Forgets connections that are gone, and lets the other viewers of their counters know. */
@Singleton
class Departure {

    private static final Logger LOG = Logger.getLogger(Departure.class);

    private final ConnectionStore connections;
    private final TotalStore totals;

    Departure(ConnectionStore connections, TotalStore totals) {
        this.connections = connections;
        this.totals = totals;
    }

    /** @param known counters that each of them is a viewer of */
    void of(Collection<ConnectionId> gone, Set<CounterId> known) {
        Set<CounterId> counters = new HashSet<>();
        for (ConnectionId connection : gone) {
            counters.addAll(connections.close(connection, known));
            LOG.infof("connection.closed connectionId=%s", connection);
        }
        counters.forEach(totals::touch);
    }
}
