package dev.tally.localstack.gateway;

import io.vertx.core.Vertx;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ends connections that are idle or old. Each has one timer, set to the earliest moment at which it could be either; a
 * message only notes its time, so that messages cost nothing here.
 *
 * <p>Only messages count as activity: API Gateway's idle time-out does not look at the protocol's own pings.
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

    void watch(ClientConnection connection, Runnable end) {
        timers.put(connection, timer(connection, end));
    }

    void forget(ClientConnection connection) {
        Long timer = timers.remove(connection);
        if (timer != null) {
            vertx.cancelTimer(timer);
        }
    }

    private long timer(ClientConnection connection, Runnable end) {
        return vertx.setTimer(Math.max(1, millisecondsLeft(connection)), due -> check(connection, end));
    }

    private void check(ClientConnection connection, Runnable end) {
        if (millisecondsLeft(connection) <= 0) {
            end.run();
        } else {
            // Absent where the connection ended meanwhile.
            timers.computeIfPresent(connection, (same, fired) -> timer(connection, end));
        }
    }

    private long millisecondsLeft(ClientConnection connection) {
        long idleEnd = connection.lastActiveAt() + limits.idle().toMillis();
        long end = connection.connectedAt().plus(limits.duration()).toEpochMilli();
        return Math.min(idleEnd, end) - clock.millis();
    }
}
