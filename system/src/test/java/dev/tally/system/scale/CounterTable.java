package dev.tally.system.scale;

import dev.tally.localstack.quota.Quota;
import org.jspecify.annotations.Nullable;

/** The table {@code counters}. Its partition keys have limited units, and a call without units waits for them. */
final class CounterTable {

    private final Usage usage;
    private final QuotaUse quotas;
    private final Meter writes;
    private final Meter reads;

    CounterTable(Usage usage, QuotaUse quotas) {
        this.usage = usage;
        this.quotas = quotas;
        this.writes = quotas.meter(Quota.WRITE_UNITS_PER_TABLE);
        this.reads = quotas.meter(Quota.READ_UNITS_PER_TABLE);
    }

    /** A partition key. */
    record Key(Meter writes, Meter reads) {}

    Key key() {
        return new Key(
                quotas.meter(Quota.WRITE_UNITS_PER_PARTITION_KEY), quotas.meter(Quota.READ_UNITS_PER_PARTITION_KEY));
    }

    /**
     * Writes items of up to 1 KB, and returns the wait for their units.
     *
     * @param kind as in the budget of a workload, such as {@code write shard}
     * @param key null for many keys with few writes each
     */
    long write(String kind, @Nullable Key key, double units) {
        usage.units(kind, units);
        return Math.max(writes.waitFor(units), key == null ? 0 : key.writes().waitFor(units));
    }

    long read(String kind, @Nullable Key key, double units) {
        usage.units(kind, units);
        return Math.max(reads.waitFor(units), key == null ? 0 : key.reads().waitFor(units));
    }
}
