package dev.tally.localstack.gateway;

import java.time.Duration;

/**
 * What goes wrong with one request of the {@code @connections} API.
 *
 * @param delay how long it is kept waiting first
 */
public record ConnectionsFault(Kind kind, Duration delay) {

    /** Nothing goes wrong. */
    public static final ConnectionsFault NONE = new ConnectionsFault(Kind.NONE, Duration.ZERO);

    /** What comes in the place of the answer. */
    public enum Kind {
        /** The answer itself. */
        NONE,
        /** 429, and nothing is done. */
        THROTTLED,
        /** 500, and nothing is done. */
        INTERNAL_ERROR,
        /** The connection is cut, and nothing is done. */
        DROPPED
    }

    /** Which requests meet which fault; asked once for each, on the event loop, so it must not block. */
    @FunctionalInterface
    public interface Plan {

        /** No request meets any. */
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
