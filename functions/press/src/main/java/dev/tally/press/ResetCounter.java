package dev.tally.press;

import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Generations;
import dev.tally.counter.Reset;
import dev.tally.counter.ResetStore;
import dev.tally.counter.Shard;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyStore;
import dev.tally.counter.message.QueueMessage;
import dev.tally.press.http.IdempotencyKeys;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metrics;
import jakarta.inject.Singleton;
import java.util.SortedMap;
import java.util.stream.IntStream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The reset of a counter of this region. */
@Singleton
class ResetCounter {

    // The generation is written before the schedule and the shards are read and the messages are sent. A later reset on
    // a slower clock finds it and takes a higher one. Otherwise that reset would change nothing, and its sender would
    // not know. If the sender stops between two messages, the same call with the same key sends all of them again.

    private static final Logger LOG = Logger.getLogger(ResetCounter.class);

    private final IdempotencyKeys keys;
    private final TallyStore tallies;
    private final ResetStore resets;
    private final Enqueue enqueue;
    private final Metrics metrics;
    private final String region;
    private final ShardCounts shards;

    ResetCounter(
            IdempotencyKeys keys,
            TallyStore tallies,
            ResetStore resets,
            Enqueue enqueue,
            Metrics metrics,
            PressSettings settings,
            ShardCounts shards) {
        this.keys = keys;
        this.tallies = tallies;
        this.resets = resets;
        this.enqueue = enqueue;
        this.metrics = metrics;
        this.region = settings.region();
        this.shards = shards;
    }

    /**
     * Sends a reset to every group of a counter, and returns it once the queue has all messages.
     *
     * @throws ProblemException 404 if the counter is unknown, 409 if a later reset has begun, or as
     *     {@link AcceptClick#accept} does
     */
    Reset reset(CounterId counter, @Nullable String key) {
        ClickId id = keys.idOf(key);
        if (tallies.shards(counter).isEmpty()) {
            throw new ProblemException(Problem.ofField(
                    ProblemType.NOT_FOUND,
                    "counter",
                    "no click of the counter '" + counter + "' was counted: reset a counter with clicks"));
        }
        ClickId generation = begin(counter, id, key != null);
        int scheduled = shards.groups(counter);
        SortedMap<String, Tally> existing = tallies.shards(counter);
        Reset reset = new Reset(generation, counter, Generations.groups(existing, region, scheduled));
        enqueue.sendAll(IntStream.range(0, reset.shards())
                .mapToObj(index -> (QueueMessage) new QueueMessage.OfShard(new Shard(counter, index), reset))
                .toList());
        metrics.record(Metric.RESETS_ACCEPTED, 1);
        LOG.infof("reset.accepted counter=%s generation=%s shards=%d", counter, generation, reset.shards());
        return reset;
    }

    private ClickId begin(CounterId counter, ClickId id, boolean isClientsKey) {
        ClickId own = id;
        ClickId current = resets.begin(counter, own);
        while (!current.equals(own)) {
            if (isClientsKey) {
                throw new ProblemException(Problem.ofField(
                        ProblemType.RESET_SUPERSEDED,
                        IdempotencyKeys.HEADER,
                        IdempotencyKeys.HEADER + " is older than a later reset of the counter: reset again with a new"
                                + " key, or leave the counter as it is"));
            }
            own = current.later();
            current = resets.begin(counter, own);
        }
        return own;
    }
}
