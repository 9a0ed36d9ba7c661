package dev.tally.localstack.cloud.units;

import dev.tally.localstack.quota.KeyedRates;
import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.localstack.quota.Quotas;
import dev.tally.localstack.quota.Rate;
import org.jspecify.annotations.Nullable;

/**
 * The capacity units per second of each table and partition key.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html">DynamoDB:
 *     3,000 read units and 1,000 write units per second</a>
 */
final class UnitQuotas {

    private final KeyedRates tableWrites;
    private final KeyedRates tableReads;
    private final KeyedRates partitionWrites;
    private final KeyedRates partitionReads;
    private final QuotaMeter meter;

    UnitQuotas(Quotas quotas) {
        this.tableWrites = quotas.rates(Quota.WRITE_UNITS_PER_TABLE);
        this.tableReads = quotas.rates(Quota.READ_UNITS_PER_TABLE);
        this.partitionWrites = quotas.rates(Quota.WRITE_UNITS_PER_PARTITION_KEY);
        this.partitionReads = quotas.rates(Quota.READ_UNITS_PER_PARTITION_KEY);
        this.meter = quotas.meter();
    }

    /** Takes the fewest units of a target, or returns the quota that is used up. */
    @Nullable
    Quota take(Target target) {
        double units = target.least();
        if (!table(target).tryTake(units)) {
            return reached(tableQuota(target), target.table());
        }
        if (target.key() != null && !partition(target).tryTake(units)) {
            table(target).giveBack(units);
            return reached(partitionQuota(target), target.partition());
        }
        return null;
    }

    /** Gives back the units that {@link #take} took. */
    void giveBack(Target target) {
        table(target).giveBack(target.least());
        if (target.key() != null) {
            partition(target).giveBack(target.least());
        }
    }

    /** Takes the rest of the units of a target, once its call has reported them. */
    void settle(Target target, double units) {
        table(target).take(units - target.least());
        if (target.key() != null) {
            partition(target).take(units - target.least());
        }
    }

    private Quota reached(Quota quota, String subject) {
        meter.reached(quota, subject);
        return quota;
    }

    private Rate table(Target target) {
        return (target.write() ? tableWrites : tableReads).of(target.table());
    }

    private Rate partition(Target target) {
        return (target.write() ? partitionWrites : partitionReads).of(target.partition());
    }

    private static Quota tableQuota(Target target) {
        return target.write() ? Quota.WRITE_UNITS_PER_TABLE : Quota.READ_UNITS_PER_TABLE;
    }

    private static Quota partitionQuota(Target target) {
        return target.write() ? Quota.WRITE_UNITS_PER_PARTITION_KEY : Quota.READ_UNITS_PER_PARTITION_KEY;
    }
}
