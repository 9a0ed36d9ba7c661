package dev.tally.system.scale;

import dev.tally.localstack.quota.Quota;
import java.time.Duration;
import java.util.Optional;

/** The aggregator and its event source, which runs a limited number of batches at a time. */
final class Aggregator {

    private final VirtualTime time;
    private final ClickQueue queue;
    private final CounterTable table;
    private final Usage usage;
    private final int concurrency;
    private final Level inFlight;
    private final long duration;
    private final Level executions;
    private final CountedBatches counted;
    private int batches;

    /** The receiver of counted batches. */
    interface CountedBatches {
        void counted(MessageGroup.Batch batch);
    }

    /**
     * @param concurrency of the event source: aggregator_concurrency
     * @param duration of a batch
     */
    Aggregator(
            VirtualTime time,
            ClickQueue queue,
            CounterTable table,
            Usage usage,
            QuotaUse quotas,
            int concurrency,
            Duration duration,
            Level executions,
            CountedBatches counted) {
        this.time = time;
        this.queue = queue;
        this.table = table;
        this.usage = usage;
        this.concurrency = concurrency;
        // A batch that is not full has room, so the limit is in messages.
        this.inFlight = quotas.level(Quota.SOURCE_CONCURRENCY, (double) concurrency * ClickQueue.BATCH_SIZE);
        this.duration = duration.toMillis() * VirtualTime.MILLISECOND;
        this.executions = executions;
        this.counted = counted;
        queue.onReady(this::receive);
    }

    /** Returns the number of messages in batches under way. */
    long inFlight() {
        return Math.round(inFlight.level());
    }

    private void receive() {
        while (batches < concurrency && executions.free() >= 1) {
            Optional<MessageGroup.Batch> batch = queue.receive();
            if (batch.isEmpty()) {
                return;
            }
            count(batch.get());
        }
    }

    private void count(MessageGroup.Batch batch) {
        MessageGroup group = batch.group();
        double writes = group.distinct(batch.messages());
        batches++;
        inFlight.add(batch.messages());
        executions.add(1);
        usage.batch();
        long wait = table.write("write shard", group.counter().shardKey(), writes);
        time.after(duration + wait, () -> {
            batches--;
            inFlight.add(-batch.messages());
            executions.add(-1);
            counted.counted(batch);
            queue.unlock(group);
            receive();
        });
    }
}
