package dev.tally.broadcaster.connections;

import dev.tally.broadcaster.channel.ClientChannel;
import dev.tally.counter.ConnectionId;
import jakarta.inject.Singleton;
import java.time.Duration;
import org.jboss.logging.Logger;

/** The subscription of a new connection to the counters of its {@code $connect}, made as soon as it is open. */
@Singleton
public class SubscribeOnConnect {

    private static final Logger LOG = Logger.getLogger(SubscribeOnConnect.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(10);
    private static final int ATTEMPTS = 9;

    private final ServeConnection serveConnection;
    private final ClientChannel channel;

    public SubscribeOnConnect(ServeConnection serveConnection, ClientChannel channel) {
        this.serveConnection = serveConnection;
        this.channel = channel;
    }

    void subscribe(SubscriptionEvent event) {
        ConnectionId connection = event.connection();
        if (isOpen(connection)) {
            serveConnection.serve(connection, ClientMessage.subscription(event.counters()));
        } else {
            LOG.infof("connection.never-opened connectionId=%s", connection);
            serveConnection.close(connection);
        }
    }

    /** Returns whether the connection opens within about 5 s. The wait between two polls doubles each time. */
    private boolean isOpen(ConnectionId connection) {
        try {
            for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
                if (channel.isOpen(connection)) {
                    return true;
                }
                Thread.sleep(FIRST_WAIT.toMillis() << attempt);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        return false;
    }
}
