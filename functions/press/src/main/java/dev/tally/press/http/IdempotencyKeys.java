package dev.tally.press.http;

import dev.tally.counter.ClickId;
import dev.tally.counter.ClickIds;
import dev.tally.counter.RetryWindow;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The ids of clicks and posts: the client's {@code Idempotency-Key}, or a new id without one. */
@Singleton
public class IdempotencyKeys {

    public static final String HEADER = "Idempotency-Key";

    private final ClickIds ids;
    private final Clock clock;

    IdempotencyKeys(ClickIds ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /**
     * Returns the id for a key.
     *
     * @param key null for a new id
     * @throws ProblemException 400 if the key is no UUIDv7, 409 if it is too old, 422 if too far ahead
     */
    public ClickId idOf(@Nullable String key) {
        if (key == null) {
            return ids.next();
        }
        ClickId id = parse(key);
        return switch (RetryWindow.verdict(id, clock.instant())) {
            case OPEN -> id;
            case CLOSED ->
                throw rejection(
                        ProblemType.RETRY_WINDOW_CLOSED,
                        "is more than " + RetryWindow.AGE.toMinutes() + " minutes old: its time is " + id.time()
                                + ". The press may have been counted: read the count before pressing again with a"
                                + " new key");
            case NOT_YET_OPEN ->
                throw rejection(
                        ProblemType.KEY_FROM_THE_FUTURE,
                        "is more than " + RetryWindow.AHEAD.toSeconds()
                                + " seconds ahead of the server's clock: its time is " + id.time()
                                + ", and the server's time is " + clock.instant()
                                + ". Set the client's clock, then make a new key");
        };
    }

    /** Returns the problem of a header with several keys, because the HTTP layer would pass on only the first key. */
    public static Optional<Problem> problemIfSeveral(@Nullable String header) {
        return Optional.ofNullable(header)
                .filter(keys -> keys.indexOf(',') >= 0)
                .map(keys -> problem(ProblemType.INVALID_KEY, "has a comma in it: send one UUID of version 7"));
    }

    private static ClickId parse(String key) {
        try {
            return ClickId.parse(key);
        } catch (IllegalArgumentException broken) {
            throw rejection(ProblemType.INVALID_KEY, String.valueOf(broken.getMessage()));
        }
    }

    private static ProblemException rejection(ProblemType type, String mistake) {
        return new ProblemException(problem(type, mistake));
    }

    /** @param mistake in words that follow the header's name */
    private static Problem problem(ProblemType type, String mistake) {
        return Problem.ofField(type, HEADER, HEADER + " " + mistake);
    }
}
