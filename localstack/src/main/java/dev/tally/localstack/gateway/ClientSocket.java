package dev.tally.localstack.gateway;

import io.vertx.core.Future;

/** The server's end of a WebSocket; both methods may be called from any thread, and do not wait. */
public interface ClientSocket {

    /** Queues a message; the future ends once it is written to the network, or cannot be. */
    Future<Void> send(String text);

    /** Starts to close it; does nothing where it is closed. */
    void close(int code, String reason);
}
