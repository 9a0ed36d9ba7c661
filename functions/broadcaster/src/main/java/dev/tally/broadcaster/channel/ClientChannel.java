package dev.tally.broadcaster.channel;

import dev.tally.counter.ConnectionId;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** The way to open connections. */
public interface ClientChannel {

    /** What became of a frame. */
    enum Delivery {
        DELIVERED,
        /** There is no such connection any more. */
        GONE,
        /** The API's quota is used up. */
        THROTTLED,
        /** No answer, or an error. */
        FAILED
    }

    /**
     * Sends a frame; never completes exceptionally.
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
