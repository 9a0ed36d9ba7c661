package dev.tally.counter;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The sum of a counter's shards.
 *
 * @param count sum of all deltas counted
 * @param version how many writes made it; only grows
 * @param updatedAt when a shard was last written, null if the counter was never clicked
 * @param asOf when the shards were about to be read: what was counted before is in the count; null if that is not known
 */
public record Total(
        CounterId counter,
        long count,
        long version,
        Minutes minutes,
        @Nullable Instant updatedAt,
        @Nullable Instant asOf) {

    /** The total of a counter that was never clicked. */
    public static Total zero(CounterId counter) {
        return new Total(counter, 0, 0, Minutes.NONE, null, null);
    }

    /**
     * The total of a counter's shards, with the minutes that all of them still keep.
     *
     * @param asOf when they were about to be read
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
        // A shard may have removed what is older, while one that was not written since has it still.
        return new Total(counter, count, version, minutes.from(Minutes.oldestKept(updatedAt) + 1), updatedAt, asOf);
    }
}
