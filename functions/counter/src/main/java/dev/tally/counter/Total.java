package dev.tally.counter;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sum of a counter's shards.
 *
 * @param count the sum of all deltas counted
 * @param version the number of writes in it; only grows
 * @param updatedAt the time of the last write of a shard, null if the counter was never clicked
 * @param asOf the time just before the shards were read, so the count includes all earlier clicks; null if unknown
 */
public record Total(
        CounterId counter,
        long count,
        long version,
        Minutes minutes,
        @Nullable Instant updatedAt,
        @Nullable Instant asOf) {

    /** Returns the total of a counter that was never clicked. */
    public static Total zero(CounterId counter) {
        return new Total(counter, 0, 0, Minutes.NONE, null, null);
    }

    /**
     * Returns the total of a counter's shards, with the minutes that all of them still keep.
     *
     * @param asOf the time just before they were read
     */
    public static Total sum(CounterId counter, List<Tally> shards, Instant asOf) {
        long count = 0;
        long version = 0;
        Minutes minutes = Minutes.NONE;
        Instant updatedAt = null;
        for (Tally shard : shards) {
            count += shard.total();
            version += shard.writes();
            minutes = minutes.plus(shard.minutes());
            if (updatedAt == null || shard.updatedAt().isAfter(updatedAt)) {
                updatedAt = shard.updatedAt();
            }
        }
        if (updatedAt == null) {
            return zero(counter);
        }
        // A shard may have removed older minutes, while a shard without a write since then still has them.
        return new Total(counter, count, version, minutes.from(Minutes.oldestKept(updatedAt) + 1), updatedAt, asOf);
    }
}
