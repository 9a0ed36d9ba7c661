package dev.tally.localstack.gateway;

import java.time.Duration;

/**
 * The time limits of a WebSocket API.
 *
 * @param idle the maximum time without a message in either direction
 * @param duration the maximum duration of a connection, even a busy one
 * @param integration the maximum time of the function for an event
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html">
 *     Quotas of WebSocket APIs</a>
 */
public record WebSocketLimits(Duration idle, Duration duration, Duration integration) {

    /** The quotas of API Gateway, none of which can be raised. */
    public static final WebSocketLimits AWS =
            new WebSocketLimits(Duration.ofMinutes(10), Duration.ofHours(2), Duration.ofSeconds(29));

    /** @throws IllegalArgumentException if a limit is below 1 ms; the message names the limit */
    public WebSocketLimits {
        require(idle, "idle time-out");
        require(duration, "maximum duration");
        require(integration, "integration time-out");
    }

    /** Returns these limits with other limits for a connection. */
    public WebSocketLimits withConnectionTimes(Duration otherIdle, Duration otherDuration) {
        return new WebSocketLimits(otherIdle, otherDuration, integration);
    }

    private static void require(Duration limit, String name) {
        if (limit.toMillis() < 1) {
            throw new IllegalArgumentException("a WebSocket's " + name + " must be 1 ms or more, not " + limit);
        }
    }
}
