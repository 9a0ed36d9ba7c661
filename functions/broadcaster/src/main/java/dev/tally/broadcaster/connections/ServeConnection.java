package dev.tally.broadcaster.connections;

import dev.tally.broadcaster.channel.ClientChannel;
import dev.tally.broadcaster.channel.ClientChannel.Delivery;
import dev.tally.broadcaster.channel.ClientError;
import dev.tally.broadcaster.channel.Frame;
import dev.tally.broadcaster.channel.RemoveConnections;
import dev.tally.broadcaster.channel.TouchTotals;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.ConnectionStore.Subscription;
import dev.tally.counter.CounterId;
import dev.tally.counter.Published;
import dev.tally.counter.TotalStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The opening and closing of connections, and the handling of their messages. */
@Singleton
public class ServeConnection {

    private static final Logger LOG = Logger.getLogger(ServeConnection.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final ClientError TOO_MANY = new ClientError(
            "too-many-subscriptions",
            "the connection would have more than " + ConnectionStore.MAX_SUBSCRIPTIONS
                    + " subscriptions: unsubscribe from some counters, or open another connection");

    private final ConnectionStore connections;
    private final TotalStore totals;
    private final ClientChannel channel;
    private final RemoveConnections removeConnections;
    private final TouchTotals touchTotals;
    private final Clock clock;

    public ServeConnection(
            ConnectionStore connections,
            TotalStore totals,
            ClientChannel channel,
            RemoveConnections removeConnections,
            TouchTotals touchTotals,
            Clock clock) {
        this.connections = connections;
        this.totals = totals;
        this.channel = channel;
        this.removeConnections = removeConnections;
        this.touchTotals = touchTotals;
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
            touchTotals.of(connections.unsubscribe(connection, unsubscribe.counters()));
        } else if (message instanceof ClientMessage.Ping) {
            send(connection, List.of(Frame.PONG));
        } else if (message instanceof ClientMessage.Invalid invalid) {
            LOG.infof(
                    "message.rejected connectionId=%s code=%s",
                    connection, invalid.error().code());
            send(connection, List.of(Frame.error(invalid.error())));
        }
    }

    /**
     * Subscribes a connection, then reads and sends the totals. In this order it misses no total, because pushes reach
     * it from the subscription on. Its client recognizes a repeated total by the version. A new subscription to a counter
     * in poll mode is ended again. A read before it would cost every subscription a call. An earlier subscription stays.
     */
    private void subscribe(ConnectionId connection, Set<CounterId> counters) {
        Subscription subscription = connections.subscribe(connection, counters, clock.instant());
        if (subscription instanceof Subscription.Subscribed subscribed) {
            LOG.infof("connection.subscribed connectionId=%s counters=%d", connection, counters.size());
            Set<CounterId> touched = subscribed.added();
            try {
                Map<CounterId, Published> found = totals.findAll(counters);
                Set<CounterId> polled = polled(touched, found);
                if (!polled.isEmpty()) {
                    connections.unsubscribe(connection, polled);
                    touched = touched.stream()
                            .filter(counter -> !polled.contains(counter))
                            .collect(Collectors.toSet());
                }
                touched = clicked(touched, found);
                send(
                        connection,
                        found.values().stream()
                                .map(published -> polled.contains(published.counter())
                                        ? Frame.poll(published)
                                        : Frame.of(published))
                                .toList());
            } finally {
                // The connection is a viewer even if its frames did not arrive, and the other viewers must see that.
                touchTotals.of(touched);
            }
        } else if (subscription instanceof Subscription.TooMany) {
            send(connection, List.of(Frame.error(TOO_MANY)));
        } else {
            LOG.infof("connection.unknown connectionId=%s", connection);
            channel.disconnect(connection, TIMEOUT).join();
        }
    }

    private static Set<CounterId> polled(Set<CounterId> added, Map<CounterId, Published> found) {
        return added.stream()
                .filter(counter -> Optional.ofNullable(found.get(counter))
                        .filter(published -> published.live().rejectsViewers())
                        .isPresent())
                .collect(Collectors.toSet());
    }

    /** Returns the counters that have a total. A touch of the others would cost a write without effect. */
    private static Set<CounterId> clicked(Set<CounterId> counters, Map<CounterId, Published> found) {
        return counters.stream()
                .filter(counter -> Optional.ofNullable(found.get(counter))
                        .filter(published -> published.total().version() > 0)
                        .isPresent())
                .collect(Collectors.toSet());
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
