package dev.tally.press.http;

import dev.tally.counter.ClickId;
import dev.tally.counter.ClickIds;
import dev.tally.counter.RetryWindow;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The id of what a client offers: its {@code Idempotency-Key}, or a new one if it sent none. */
@Singleton
public class IdempotencyKeys {

    public static final String HEADER = "Idempotency-Key";

    private final ClickIds ids;
    private final Clock clock;

    IdempotencyKeys(ClickIds ids, Clock clock) {
        this.ids = ids;
        this.clock = clock;
    }

    /** @throws ProblemException 400 if the key is no UUIDv7, 409 if it is too old, 422 if it is too far ahead */
    public ClickId idOf(@Nullable String key) {
        if (key == null) {
            return ids.next();
        }
        ClickId id = parse(key);
        return switch (RetryWindow.verdict(id, clock.instant())) {
            case OPEN -> id;
            case CLOSED ->
                throw refusal(
                        ProblemType.RETRY_WINDOW_CLOSED,
                        "must be at most " + RetryWindow.AGE.toMinutes() + " minutes old; it was made at " + id.time()
                                + ". The press may have been counted: look at the count before you press anew");
            case NOT_YET_OPEN ->
                throw refusal(
                        ProblemType.KEY_FROM_THE_FUTURE,
                        "must be at most " + RetryWindow.AHEAD.toSeconds()
                                + " seconds ahead of our clock; it was made at " + id.time() + " and here it is "
                                + clock.instant());
        };
    }

    /** What is wrong with a header of which the HTTP layer would hand on the first of several keys only. */
    public static Optional<Problem> severalIn(@Nullable String header) {
        return Optional.ofNullable(header)
                .filter(keys -> keys.indexOf(',') >= 0)
                .map(keys -> problem(ProblemType.INVALID_KEY, "must be one UUIDv7, and has a comma in it"));
    }

    private static ClickId parse(String key) {
        try {
            return ClickId.parse(key);
        } catch (IllegalArgumentException broken) {
            throw refusal(ProblemType.INVALID_KEY, String.valueOf(broken.getMessage()));
        }
    }

    private static ProblemException refusal(ProblemType type, String rule) {
        return new ProblemException(problem(type, rule));
    }

    private static Problem problem(ProblemType type, String rule) {
        return Problem.ofField(type, HEADER, HEADER + " " + rule);
    }
}
