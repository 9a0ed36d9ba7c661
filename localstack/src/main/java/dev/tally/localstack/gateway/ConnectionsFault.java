package dev.tally.localstack.gateway;

import java.time.Duration;

/**
 * The injected fault of one request of the {@code @connections} API.
 *
 * @param delay the time before the request is handled
 */
public record ConnectionsFault(Kind kind, Duration delay) {

    /** No fault. */
    public static final ConnectionsFault NONE = new ConnectionsFault(Kind.NONE, Duration.ZERO);

    /** The replacement of the answer. */
    public enum Kind {
        /** The unchanged answer. */
        NONE,
        /** Status 429, without any effect. */
        THROTTLED,
        /** Status 500, without any effect. */
        INTERNAL_ERROR,
        /** A closed HTTP connection instead of an answer, without any effect. */
        DROPPED
    }

    /** The fault of each request. Called once per request on the event loop, so it must not block. */
    @FunctionalInterface
    public interface Plan {

        /** A plan without faults. */
        Plan NONE = connectionId -> ConnectionsFault.NONE;

        ConnectionsFault next(String connectionId);
    }

    public static ConnectionsFault of(Kind kind) {
        return new ConnectionsFault(kind, Duration.ZERO);
    }

    public static ConnectionsFault after(Duration delay) {
        return new ConnectionsFault(Kind.NONE, delay);
    }
}
