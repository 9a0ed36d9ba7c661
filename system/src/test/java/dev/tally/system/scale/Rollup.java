package dev.tally.system.scale;

import java.util.Map;

/** The function {@code rollup}: it sums the shards of counters, publishes their totals and plans their shards. */
final class Rollup implements StreamSource.Handler {

    /** A shard that keeps all its minutes: 16 of them are two read units (DynamoDbStoresTest). */
    private static final double BYTES_PER_SHARD = 512;

    private static final double BYTES_PER_READ_UNIT = 4096;

    private final VirtualTime time;
    private final CounterTable table;
    private final ShardPlans plans;
    private final Usage usage;
    private final Level executions;
    private final Publisher publisher;

    /** The receiver of published totals. */
    interface Publisher {

        /** @param totals the number of counters with a new total */
        void published(SimulatedCounter counter, double totals);
    }

    Rollup(VirtualTime time, CounterTable table, ShardPlans plans, Usage usage, Level executions, Publisher publisher) {
        this.time = time;
        this.table = table;
        this.plans = plans;
        this.usage = usage;
        this.executions = executions;
        this.publisher = publisher;
    }

    @Override
    public void handle(Map<SimulatedCounter, StreamSource.Records> batch, Runnable done) {
        usage.invocations("rollup", 1);
        executions.add(1);
        long wait = batch.entrySet().stream()
                .mapToLong(entry -> use(
                        entry.getKey(), entry.getKey().distinct(entry.getValue().number())))
                .max()
                .orElse(0);
        time.after(Timing.ROLLUP + wait, () -> {
            executions.add(-1);
            batch.forEach((counter, records) -> publish(counter, counter.distinct(records.number())));
            done.run();
        });
    }

    private long use(SimulatedCounter counter, double totals) {
        double units = Math.max(1, Math.ceil(counter.shards() * BYTES_PER_SHARD / BYTES_PER_READ_UNIT));
        long read = table.read("read shards", counter.shardKey(), totals * units);
        // Each counter has a separate key for its total, and one for its history.
        return read + table.write("write total", null, totals) + table.write("write history", null, totals);
    }

    private void publish(SimulatedCounter counter, double totals) {
        if (!counter.isMany()) {
            plans.plan(counter);
        }
        publisher.published(counter, totals);
    }
}
