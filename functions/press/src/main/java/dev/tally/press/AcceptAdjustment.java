package dev.tally.press;

import dev.tally.counter.Adjustment;
import dev.tally.counter.CounterId;
import dev.tally.press.http.IdempotencyKeys;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import dev.tally.press.http.RequestBody;
import jakarta.inject.Singleton;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The acceptance of adjustments. An adjustment is queued as a click is. */
@Singleton
class AcceptAdjustment {

    private static final String DELTA = "delta";

    private final IdempotencyKeys keys;
    private final AcceptChange acceptChange;

    AcceptAdjustment(IdempotencyKeys keys, AcceptChange acceptChange) {
        this.keys = keys;
        this.acceptChange = acceptChange;
    }

    /**
     * Accepts an adjustment, and returns it once the queue has the message.
     *
     * @throws ProblemException as {@link AcceptClick#accept} does
     */
    AcceptChange.Accepted accept(
            CounterId counter, @Nullable String key, @Nullable String contentType, byte @Nullable [] body) {
        return acceptChange.accept(adjustment(counter, key, delta(body, contentType)), key != null);
    }

    private Adjustment adjustment(CounterId counter, @Nullable String key, long delta) {
        try {
            return new Adjustment(keys.idOf(key), counter, delta);
        } catch (IllegalArgumentException broken) {
            throw invalid();
        }
    }

    private static long delta(byte @Nullable [] body, @Nullable String contentType) {
        if (body == null || body.length == 0) {
            throw new ProblemException(Problem.ofField(
                    ProblemType.INVALID_JSON, "body", "body must be a JSON object with delta, such as {\"delta\":1}"));
        }
        return RequestBody.whole(
                        RequestBody.read(body, contentType, List.of(DELTA)).path(DELTA),
                        -Adjustment.MAX_DELTA,
                        Adjustment.MAX_DELTA)
                .orElseThrow(AcceptAdjustment::invalid);
    }

    private static ProblemException invalid() {
        return new ProblemException(
                Problem.ofField(ProblemType.INVALID_DELTA, DELTA, "delta must be " + Adjustment.DELTA_RULE));
    }
}
