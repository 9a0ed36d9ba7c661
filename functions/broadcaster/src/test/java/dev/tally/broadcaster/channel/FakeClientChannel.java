package dev.tally.broadcaster.channel;

import dev.tally.counter.ConnectionId;
import dev.tally.runtime.metrics.Metrics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Connections that a test inspects, and makes slow, dead or throttled. */
public final class FakeClientChannel implements ClientChannel {

    private final Map<ConnectionId, List<Frame>> received = new LinkedHashMap<>();
    public final Set<ConnectionId> disconnected = new HashSet<>();
    private final Set<ConnectionId> notOpen = new HashSet<>();
    /** The connections that cannot be disconnected. */
    public final Set<ConnectionId> stuck = new HashSet<>();

    private final Metrics metrics;
    private Function<ConnectionId, CompletableFuture<Delivery>> deliveries = connection -> done(Delivery.DELIVERED);

    public FakeClientChannel(Metrics metrics) {
        this.metrics = metrics;
    }

    public static CompletableFuture<Delivery> done(Delivery delivery) {
        return CompletableFuture.completedFuture(delivery);
    }

    /** Sets the delivery of each push. */
    public void deliver(Function<ConnectionId, CompletableFuture<Delivery>> newDeliveries) {
        deliveries = newDeliveries;
    }

    /** Makes a connection one that API Gateway does not know yet. */
    public void notOpen(ConnectionId connection) {
        notOpen.add(connection);
    }

    public void open(ConnectionId connection) {
        notOpen.remove(connection);
    }

    @Override
    public synchronized CompletableFuture<Delivery> send(ConnectionId connection, Frame frame, Duration timeout) {
        CompletableFuture<Delivery> delivery = deliveries.apply(connection);
        if (delivery.getNow(Delivery.FAILED) == Delivery.DELIVERED) {
            received.computeIfAbsent(connection, any -> new ArrayList<>()).add(frame);
        }
        return delivery.completeOnTimeout(Delivery.TIMED_OUT, timeout.toNanos(), TimeUnit.NANOSECONDS)
                .thenApply(outcome -> {
                    metrics.record(outcome.metric(), 1);
                    return outcome;
                });
    }

    @Override
    public boolean isOpen(ConnectionId connection) {
        return !notOpen.contains(connection);
    }

    @Override
    public CompletableFuture<Boolean> disconnect(ConnectionId connection, Duration timeout) {
        if (!stuck.contains(connection)) {
            disconnected.add(connection);
        }
        return CompletableFuture.completedFuture(disconnected.contains(connection));
    }

    /** Discards the frames of a connection. */
    public synchronized void clear(ConnectionId connection) {
        received.remove(connection);
    }

    /** Returns the frames that a connection received, in their order. */
    public synchronized List<String> frames(ConnectionId connection) {
        return received.getOrDefault(connection, List.of()).stream()
                .map(Frame::text)
                .toList();
    }
}
