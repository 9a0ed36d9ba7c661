package dev.tally.press;

import dev.tally.counter.Click;
import dev.tally.counter.CounterId;
import dev.tally.press.http.IdempotencyKeys;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The acceptance of presses. A press is validated, gets its id, and is queued. */
@Singleton
class AcceptClick {

    private final IdempotencyKeys keys;
    private final AcceptChange acceptChange;

    AcceptClick(IdempotencyKeys keys, AcceptChange acceptChange) {
        this.keys = keys;
        this.acceptChange = acceptChange;
    }

    /**
     * Accepts a press, and returns its click once the queue has the message.
     *
     * @throws ProblemException 400, 409, 413, 415, 422 if the request is wrong, 503 if the counter lags or
     *     the queue did not confirm
     * @throws dev.tally.counter.StoreUnavailableException if the shard of the key is unknown
     */
    AcceptChange.Accepted accept(
            CounterId counter, @Nullable String key, @Nullable String contentType, byte @Nullable [] body) {
        return acceptChange.accept(click(counter, key, ClickRequest.delta(body, contentType)), key != null);
    }

    private Click click(CounterId counter, @Nullable String key, int delta) {
        try {
            return new Click(keys.idOf(key), counter, delta);
        } catch (IllegalArgumentException broken) {
            throw new ProblemException(
                    Problem.ofField(ProblemType.INVALID_DELTA, "delta", String.valueOf(broken.getMessage())));
        }
    }
}
