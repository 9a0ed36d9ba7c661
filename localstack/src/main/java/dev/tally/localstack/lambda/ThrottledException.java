package dev.tally.localstack.lambda;

import org.jspecify.annotations.Nullable;

/**
 * The error for an invocation above the concurrency quotas, or when every environment of the function is busy and its
 * queue is full.
 */
public final class ThrottledException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final @Nullable ThrottleReason reason;

    public ThrottledException(String function) {
        this(function, null);
    }

    /** @param reason null without a quota */
    public ThrottledException(String function, @Nullable ThrottleReason reason) {
        super("too many invocations of '" + function + "' at once" + (reason == null ? "" : ": " + reason));
        this.reason = reason;
    }

    @Nullable
    ThrottleReason reason() {
        return reason;
    }
}
