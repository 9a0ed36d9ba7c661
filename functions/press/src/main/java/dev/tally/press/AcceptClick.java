package dev.tally.press;

import dev.tally.counter.Click;
import dev.tally.counter.CounterId;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.message.QueueMessage;
import dev.tally.press.http.IdempotencyKeys;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metrics;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** The acceptance of presses. A press is validated, gets its id and shard, and is queued. */
@Singleton
class AcceptClick {

    private final IdempotencyKeys keys;
    private final Enqueue enqueue;
    private final Metrics metrics;
    private final int shards;

    AcceptClick(IdempotencyKeys keys, Enqueue enqueue, Metrics metrics, PressSettings settings) {
        this.keys = keys;
        this.enqueue = enqueue;
        this.metrics = metrics;
        this.shards = checked(settings.shards());
    }

    /**
     * A click that the queue has.
     *
     * @param sequence its number in the message group of the shard
     */
    record Accepted(Click click, Shard shard, SequenceNumber sequence) {}

    /**
     * Accepts a press, and returns its click once the queue has the message.
     *
     * @throws ProblemException 400, 409, 413, 415, 422 if the request is wrong, 503 if the queue did not confirm
     */
    Accepted accept(CounterId counter, @Nullable String key, @Nullable String contentType, byte @Nullable [] body) {
        Click click = click(counter, key, ClickRequest.delta(body, contentType));
        Shard shard = Shard.of(click, shards);
        SequenceNumber sequence = enqueue.send(new QueueMessage.OfClick(shard, click));
        metrics.record(Metric.CLICKS_ACCEPTED, 1);
        return new Accepted(click, shard, sequence);
    }

    static int checked(int shards) {
        if (shards < 1 || shards > Shard.MAX_COUNT) {
            throw new IllegalArgumentException("TALLY_SHARDS must be 1 to " + Shard.MAX_COUNT + ", not " + shards);
        }
        return shards;
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
