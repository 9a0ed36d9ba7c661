package dev.tally.press;

import dev.tally.counter.Change;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.StoreUnavailableException;
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
    private final RejectLagging rejectLagging;

    AcceptChange(Enqueue enqueue, Metrics metrics, ShardCounts shards, RejectLagging rejectLagging) {
        this.enqueue = enqueue;
        this.metrics = metrics;
        this.shards = shards;
        this.rejectLagging = rejectLagging;
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
     * @param isClientsId whether the client made the id, so that another environment may have it as well
     * @throws dev.tally.press.http.ProblemException 503 if the counter lags, or as {@link Enqueue#send} does
     * @throws StoreUnavailableException if the hot list that decides the shard of a client's id cannot be read
     */
    Accepted accept(Change change, boolean isClientsId) {
        ShardCounts.Placement placement = shards.place(change);
        if (isClientsId && !placement.isAgreed()) {
            throw new StoreUnavailableException(
                    "the hot list cannot be read, so the shard of " + change.id() + " is unknown",
                    new IllegalStateException("no hot list"));
        }
        if (placement.mayLag()) {
            rejectLagging.check(change);
        }
        SequenceNumber sequence =
                enqueue.send(new QueueMessage.OfShard(placement.shard(), change), placement.isAgreed());
        metrics.record(Metric.CLICKS_ACCEPTED, 1);
        return new Accepted(change, placement.shard(), sequence);
    }
}
