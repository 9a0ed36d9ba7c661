package dev.tally.localstack.gateway;

import io.vertx.core.Future;

/** The server's end of a WebSocket; both methods may be called from any thread, and do not block. */
public interface ClientSocket {

    /** Queues a message. The future completes once the message is written to the network, or fails. */
    Future<Void> send(String text);

    /** Starts to close the socket; does nothing if it is closed. */
    void close(int code, String reason);
}
