package dev.tally.broadcaster.connections;

import dev.tally.broadcaster.channel.ClientChannel;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import org.jboss.logging.Logger;

/** The subscription of a new connection to the counters of its {@code $connect}, made as soon as it is open. */
@Singleton
public class SubscribeOnConnect {

    // No invocation waits, because a client that connects and leaves at once would hold an environment for that time.
    // An invocation that comes too early requests another one. It stops if the connection was closed meanwhile. After
    // some attempts it fails instead, and Lambda retries it after a minute. Lambda ends a chain of invocations of a
    // function by itself after 16: https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html

    private static final Logger LOG = Logger.getLogger(SubscribeOnConnect.class);
    private static final int ATTEMPTS = 12;

    /** A connection that is not open after this time never opens. */
    private static final Duration OPENING = Duration.ofSeconds(30);

    private final ServeConnection serveConnection;
    private final ClientChannel channel;
    private final ConnectionStore connections;
    private final DeferredSubscriptions subscriptions;
    private final Clock clock;

    public SubscribeOnConnect(
            ServeConnection serveConnection,
            ClientChannel channel,
            ConnectionStore connections,
            DeferredSubscriptions subscriptions,
            Clock clock) {
        this.serveConnection = serveConnection;
        this.channel = channel;
        this.connections = connections;
        this.subscriptions = subscriptions;
        this.clock = clock;
    }

    /** @throws IllegalStateException if the connection was not open at any attempt; Lambda must retry */
    void subscribe(SubscriptionEvent event) {
        ConnectionId connection = event.connection();
        if (channel.isOpen(connection)) {
            serveConnection.serve(connection, ClientMessage.subscription(event.counters()));
        } else if (!connections.has(connection)) {
            LOG.infof("connection.closed-early connectionId=%s", connection);
        } else if (clock.instant().isAfter(event.connectedAt().plus(OPENING))) {
            LOG.infof("connection.never-opened connectionId=%s", connection);
            serveConnection.close(connection);
        } else if (event.attempt() + 1 < ATTEMPTS) {
            subscriptions.request(event.next());
        } else {
            throw new IllegalStateException("the connection " + connection + " is not open yet");
        }
    }
}
