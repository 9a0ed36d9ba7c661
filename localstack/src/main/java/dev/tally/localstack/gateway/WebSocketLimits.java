package dev.tally.localstack.gateway;

import java.time.Duration;

/**
 * How long things may take in a WebSocket API.
 *
 * @param idle after how long without a message, in either direction, a connection is closed
 * @param duration how long a connection may last, however busy it is
 * @param integration how long the function may take for an event
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html">
 *     Quotas of WebSocket APIs</a>
 */
public record WebSocketLimits(Duration idle, Duration duration, Duration integration) {

    /** The quotas of API Gateway, none of which can be raised. */
    public static final WebSocketLimits AWS =
            new WebSocketLimits(Duration.ofMinutes(10), Duration.ofHours(2), Duration.ofSeconds(29));

    /** @throws IllegalArgumentException if one is not longer than none; the message names it */
    public WebSocketLimits {
        require(idle, "idle time-out");
        require(duration, "maximum duration");
        require(integration, "integration time-out");
    }

    /** These, but for the times of a connection. */
    public WebSocketLimits withConnectionTimes(Duration otherIdle, Duration otherDuration) {
        return new WebSocketLimits(otherIdle, otherDuration, integration);
    }

    private static void require(Duration limit, String name) {
        if (limit.toMillis() < 1) {
            throw new IllegalArgumentException("a WebSocket's " + name + " must be 1 ms or more, not " + limit);
        }
    }
}
