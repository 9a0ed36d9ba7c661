package dev.tally.broadcaster.channel;

import dev.tally.counter.ConnectionId;
import dev.tally.runtime.metrics.Metric;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The way to open connections. */
public interface ClientChannel {

    /** The outcome of a frame. */
    enum Delivery {
        DELIVERED(Metric.PUSHES),
        /** The connection no longer exists. */
        GONE(Metric.PUSHES_GONE),
        /** The API's quota is used up. */
        THROTTLED(Metric.PUSHES_THROTTLED),
        /** No answer, or an error. */
        FAILED(Metric.PUSHES_FAILED);

        private final Metric metric;

        Delivery(Metric metric) {
            this.metric = metric;
        }

        /** Returns the metric that counts such frames. */
        public Metric metric() {
            return metric;
        }
    }

    /**
     * Sends a frame and records its outcome as a metric, even if the caller stops waiting; never completes exceptionally.
     *
     * @param timeout how long the answer may take; what takes longer failed, and holds up nothing that is sent after it
     */
    CompletableFuture<Delivery> send(ConnectionId connection, Frame frame, Duration timeout);

    /** Whether a connection is open, which it is only after its {@code $connect} was answered. */
    boolean isOpen(ConnectionId connection);

    /**
     * Ends a connection, if it is still open; never completes exceptionally.
     *
     * @return whether there surely is no such connection any more
     */
    CompletableFuture<Boolean> disconnect(ConnectionId connection);
}
