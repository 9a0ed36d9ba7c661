package dev.tally.localstack.gateway;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The connection of a client to a WebSocket API, from its admission until it is closed. */
public final class ClientConnection {

    /** The maximum size of the queue for a client that reads slowly. */
    static final int MAX_UNSENT_BYTES = 1024 * 1024;

    private final String id = RequestIds.connection();
    private final String domain;
    private final String sourceIp;
    private final String userAgent;
    private final Instant connectedAt;
    private final AtomicInteger unsentBytes = new AtomicInteger();
    private volatile long lastActiveAt;
    private volatile @Nullable ClientSocket socket;

    ClientConnection(HttpServerRequest request, Instant now) {
        String agent = request.getHeader("user-agent");
        this.domain = RequestParts.domain(request);
        this.sourceIp = request.remoteAddress().hostAddress();
        this.userAgent = agent == null ? "" : agent;
        this.connectedAt = now;
        this.lastActiveAt = now.toEpochMilli();
    }

    /** Returns an id such as {@code L0SM9cOFvHcCIhw=}. */
    public String id() {
        return id;
    }

    /** Returns the host name in the client's request. */
    String domain() {
        return domain;
    }

    String sourceIp() {
        return sourceIp;
    }

    /** Returns the user agent, empty if the client sent none. */
    String userAgent() {
        return userAgent;
    }

    Instant connectedAt() {
        return connectedAt;
    }

    /** Returns the time of the last message in either direction, in epoch milliseconds. */
    long lastActiveAt() {
        return lastActiveAt;
    }

    void active(long now) {
        lastActiveAt = now;
    }

    void attach(ClientSocket opened) {
        socket = opened;
    }

    /**
     * Queues a message for the client.
     *
     * @param bytes its size in UTF-8
     * @return whether the message was queued: false if the socket is not open or the queue is full
     */
    boolean send(String text, int bytes) {
        ClientSocket open = socket;
        if (open == null || unsentBytes.addAndGet(bytes) > MAX_UNSENT_BYTES) {
            unsentBytes.addAndGet(open == null ? 0 : -bytes);
            return false;
        }
        Future<Void> unused = open.send(text).onComplete(ended -> unsentBytes.addAndGet(-bytes));
        return true;
    }

    void close(CloseCode why) {
        ClientSocket open = socket;
        if (open != null) {
            open.close(why.code(), why.reason());
        }
    }
}
