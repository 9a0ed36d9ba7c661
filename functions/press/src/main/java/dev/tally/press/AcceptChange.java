package dev.tally.press;

import dev.tally.counter.Change;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.message.QueueMessage;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metrics;
import jakarta.inject.Singleton;

/** The acceptance of a valid click, adjustment or vote. The change gets its shard, and is queued. */
@Singleton
class AcceptChange {

    private final Enqueue enqueue;
    private final Metrics metrics;
    private final ShardCounts shards;

    AcceptChange(Enqueue enqueue, Metrics metrics, ShardCounts shards) {
        this.enqueue = enqueue;
        this.metrics = metrics;
        this.shards = shards;
    }

    /**
     * A change that the queue has.
     *
     * @param sequence its number in the message group of the shard
     */
    record Accepted(Change change, Shard shard, SequenceNumber sequence) {}

    /**
     * Accepts a change, and returns once the queue has the message.
     *
     * @throws dev.tally.press.http.ProblemException as {@link Enqueue#send} does
     */
    Accepted accept(Change change) {
        Shard shard = Shard.of(change, shards.of(change.counter()));
        SequenceNumber sequence = enqueue.send(new QueueMessage.OfShard(shard, change));
        metrics.record(Metric.CLICKS_ACCEPTED, 1);
        return new Accepted(change, shard, sequence);
    }
}
