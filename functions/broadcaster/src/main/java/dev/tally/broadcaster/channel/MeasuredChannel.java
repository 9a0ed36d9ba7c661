package dev.tally.broadcaster.channel;

import dev.tally.counter.ConnectionId;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metrics;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** A channel that tells what became of each frame, also of those that nobody waited for. */
public class MeasuredChannel implements ClientChannel {

    private final ClientChannel channel;
    private final Metrics metrics;

    public MeasuredChannel(ClientChannel channel, Metrics metrics) {
        this.channel = channel;
        this.metrics = metrics;
    }

    @Override
    public CompletableFuture<Delivery> send(ConnectionId connection, Frame frame, Duration timeout) {
        return channel.send(connection, frame, timeout).thenApply(delivery -> {
            metrics.record(metricOf(delivery), 1);
            return delivery;
        });
    }

    @Override
    public boolean isOpen(ConnectionId connection) {
        return channel.isOpen(connection);
    }

    @Override
    public CompletableFuture<Boolean> disconnect(ConnectionId connection) {
        return channel.disconnect(connection);
    }

    private static Metric metricOf(Delivery delivery) {
        return switch (delivery) {
            case DELIVERED -> Metric.PUSHES;
            case GONE -> Metric.PUSHES_GONE;
            case THROTTLED -> Metric.PUSHES_THROTTLED;
            case FAILED -> Metric.PUSHES_FAILED;
        };
    }
}
