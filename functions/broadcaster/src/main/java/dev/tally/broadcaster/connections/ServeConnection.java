package dev.tally.broadcaster.connections;

import dev.tally.broadcaster.channel.ClientChannel;
import dev.tally.broadcaster.channel.ClientChannel.Delivery;
import dev.tally.broadcaster.channel.ClientError;
import dev.tally.broadcaster.channel.Frame;
import dev.tally.broadcaster.channel.RemoveConnections;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.ConnectionStore.Subscription;
import dev.tally.counter.CounterId;
import dev.tally.counter.TotalStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.jboss.logging.Logger;

/** Does what a connection asks for. */
@Singleton
public class ServeConnection {

    private static final Logger LOG = Logger.getLogger(ServeConnection.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final ClientError TOO_MANY = new ClientError(
            "too-many-subscriptions",
            "a connection can be subscribed to " + ConnectionStore.MAX_SUBSCRIPTIONS
                    + " counters: unsubscribe from some, or open another connection");

    private final ConnectionStore connections;
    private final TotalStore totals;
    private final ClientChannel channel;
    private final RemoveConnections removeConnections;
    private final Clock clock;

    public ServeConnection(
            ConnectionStore connections,
            TotalStore totals,
            ClientChannel channel,
            RemoveConnections removeConnections,
            Clock clock) {
        this.connections = connections;
        this.totals = totals;
        this.channel = channel;
        this.removeConnections = removeConnections;
        this.clock = clock;
    }

    void open(ConnectionId connection) {
        connections.open(connection, clock.instant());
        LOG.infof("connection.opened connectionId=%s", connection);
    }

    void close(ConnectionId connection) {
        removeConnections.of(List.of(connection), Set.of());
    }

    void serve(ConnectionId connection, ClientMessage message) {
        if (message instanceof ClientMessage.Subscribe subscribe) {
            subscribe(connection, subscribe.counters());
        } else if (message instanceof ClientMessage.Unsubscribe unsubscribe) {
            connections.unsubscribe(connection, unsubscribe.counters());
            unsubscribe.counters().forEach(totals::touch);
        } else if (message instanceof ClientMessage.Ping) {
            send(connection, List.of(Frame.PONG));
        } else if (message instanceof ClientMessage.Wrong wrong) {
            LOG.infof(
                    "message.rejected connectionId=%s code=%s",
                    connection, wrong.error().code());
            send(connection, List.of(Frame.error(wrong.error())));
        }
    }

    /**
     * Subscribes, and sends the totals as they are after that: what is pushed from then on reaches the connection, so
     * nothing is missed in between, and the version tells what comes twice.
     */
    private void subscribe(ConnectionId connection, Set<CounterId> counters) {
        Subscription subscription = connections.subscribe(connection, counters, clock.instant());
        if (subscription instanceof Subscription.Subscribed subscribed) {
            LOG.infof("connection.subscribed connectionId=%s counters=%d", connection, counters.size());
            try {
                send(
                        connection,
                        totals.findAll(counters).values().stream()
                                .map(Frame::of)
                                .toList());
            } finally {
                // It is a viewer, which others are to see, whether its own frames arrived or not.
                subscribed.added().forEach(totals::touch);
            }
        } else if (subscription instanceof Subscription.TooMany) {
            send(connection, List.of(Frame.error(TOO_MANY)));
        } else {
            LOG.infof("connection.unknown connectionId=%s", connection);
            channel.disconnect(connection).join();
        }
    }

    private void send(ConnectionId connection, List<Frame> frames) {
        List<CompletableFuture<Delivery>> sent = frames.stream()
                .map(frame -> channel.send(connection, frame, TIMEOUT))
                .toList();
        List<Delivery> deliveries = sent.stream().map(CompletableFuture::join).toList();
        if (deliveries.contains(Delivery.GONE)) {
            close(connection);
        } else if (!deliveries.stream().allMatch(Delivery.DELIVERED::equals)) {
            throw new IllegalStateException("a frame was not delivered: " + deliveries);
        }
    }
}
