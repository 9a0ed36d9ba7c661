package dev.tally.localstack.gateway;

import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The timers that close idle and old connections. Each connection has one timer, set to the earlier of its two limits.
 * A message only records its time, so messages cost nothing here.
 *
 * <p>Only messages count as activity, because API Gateway's idle time-out ignores the protocol's own pings.
 */
final class ConnectionTimes {

    private final Vertx vertx;
    private final WebSocketLimits limits;
    private final InstantSource clock;
    private final Map<ClientConnection, Long> timers = new ConcurrentHashMap<>();

    ConnectionTimes(Vertx vertx, WebSocketLimits limits, InstantSource clock) {
        this.vertx = vertx;
        this.limits = limits;
        this.clock = clock;
    }

    void watch(ClientConnection connection, Runnable close) {
        timers.put(connection, timer(connection, close));
    }

    void forget(ClientConnection connection) {
        Long timer = timers.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private long timer(ClientConnection connection, Runnable close) {
        return vertx.setTimer(Math.max(1, millisecondsLeft(connection)), due -> check(connection, close));
    }

    private void check(ClientConnection connection, Runnable close) {
        if (millisecondsLeft(connection) <= 0) {
            close.run();
        } else {
            // Absent if the connection was closed in the meantime.
            timers.computeIfPresent(connection, (same, fired) -> timer(connection, close));
        }
    }

    private long millisecondsLeft(ClientConnection connection) {
        long idleEnd = connection.lastActiveAt() + limits.idle().toMillis();
        long end = connection.connectedAt().plus(limits.duration()).toEpochMilli();
        return Math.min(idleEnd, end) - clock.millis();
    }
}
