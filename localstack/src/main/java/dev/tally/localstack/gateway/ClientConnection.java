package dev.tally.localstack.gateway;

import io.vertx.core.Future;
import io.vertx.core.http.HttpServerRequest;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** One client of a WebSocket API, from its admission to its end. */
public final class ClientConnection {

    /** How much may wait for a client that reads slowly. */
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

    /** Such as {@code L0SM9cOFvHcCIhw=}. */
    public String id() {
        return id;
    }

    /** Under what name the client called. */
    String domain() {
        return domain;
    }

    String sourceIp() {
        return sourceIp;
    }

    /** Empty if the client gave none. */
    String userAgent() {
        return userAgent;
    }

    Instant connectedAt() {
        return connectedAt;
    }

    /** When the last message went either way, in milliseconds. */
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
     * Queues a message.
     *
     * @param bytes its size in UTF-8
     * @return whether it was queued: false where too much waits already
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
