package dev.tally.broadcaster.channel;

import dev.tally.counter.ConnectionId;
import dev.tally.runtime.metrics.Metric;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The open connections of clients. */
public interface ClientChannel {

    /** The outcome of a frame. */
    enum Delivery {
        DELIVERED(Metric.PUSHES),
        /** The connection no longer exists. */
        GONE(Metric.PUSHES_GONE),
        /** The API's quota is used up. */
        THROTTLED(Metric.PUSHES_THROTTLED),
        /** No answer in time. */
        TIMED_OUT(Metric.PUSHES_FAILED),
        /** An error. */
        FAILED(Metric.PUSHES_FAILED),
        /** The frame was not sent, because it had no turn before a deadline. A channel never returns this outcome. */
        NOT_BEGUN(Metric.PUSHES_DEFERRED);

        private final Metric metric;

        Delivery(Metric metric) {
            this.metric = metric;
        }

        /** Returns the metric that counts frames with this outcome. */
        public Metric metric() {
            return metric;
        }
    }

    /**
     * Sends a frame and records its outcome as a metric, even if the caller stops waiting. Never completes
     * exceptionally.
     *
     * @param timeout the longest wait for the answer; a slower frame is timed out, and delays no later frame
     */
    CompletableFuture<Delivery> send(ConnectionId connection, Frame frame, Duration timeout);

    /** Returns whether a connection is open. It opens only after its {@code $connect} was answered. */
    boolean isOpen(ConnectionId connection);

    /**
     * Closes a connection if it is still open. Never completes exceptionally.
     *
     * @param timeout the longest wait for the answer
     * @return whether the connection is certainly closed
     */
    CompletableFuture<Boolean> disconnect(ConnectionId connection, Duration timeout);
}
