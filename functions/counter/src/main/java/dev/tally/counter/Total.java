package dev.tally.counter;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sum of a counter's shards.
 *
 * @param count the sum of all deltas counted
 * @param version the number of writes in it; only grows
 * @param writes the number of writes of each shard, by the shard's name; none of them falls
 * @param updatedAt the time of the last write of a shard, null if the counter was never clicked
 * @param asOf the time just before the shards were read, so the count includes all earlier clicks; null if unknown
 */
public record Total(
        CounterId counter,
        long count,
        long version,
        SortedMap<String, Long> writes,
        Minutes minutes,
        @Nullable Instant updatedAt,
        @Nullable Instant asOf) {

    // A read of the shards is not a snapshot: each of two reads can have the newer state of some shard. The higher
    // version does not decide which read is newer. The writes of each shard do.

    /** The relation of a total to another one of the same counter. */
    public enum Relation {
        /** Both have the same writes and the same sums. */
        SAME,
        /** It has every write of the other one, and replaces it. */
        NEWER,
        /** The other one has every write of it. */
        OLDER,
        /** Each has a write that the other one lacks, so neither replaces the other. */
        MIXED
    }

    /** Returns the total of a counter that was never clicked. */
    public static Total zero(CounterId counter) {
        return new Total(counter, 0, 0, Collections.emptySortedMap(), Minutes.NONE, null, null);
    }

    /**
     * Returns the total of a counter's shards, with the minutes that all of them still keep.
     *
     * @param shards the tallies by the names of their shards
     * @param asOf the time just before they were read
     */
    public static Total sum(CounterId counter, Map<String, Tally> shards, Instant asOf) {
        long count = 0;
        long version = 0;
        SortedMap<String, Long> writes = new TreeMap<>();
        Minutes minutes = Minutes.NONE;
        Instant updatedAt = null;
        for (Map.Entry<String, Tally> named : shards.entrySet()) {
            Tally shard = named.getValue();
            count += shard.total();
            version += shard.writes();
            writes.put(named.getKey(), shard.writes());
            minutes = minutes.plus(shard.minutes());
            if (updatedAt == null || shard.updatedAt().isAfter(updatedAt)) {
                updatedAt = shard.updatedAt();
            }
        }
        if (updatedAt == null) {
            return zero(counter);
        }
        // A shard may have removed older minutes, while a shard without a write since then still has them.
        return new Total(
                counter, count, version, writes, minutes.from(Minutes.oldestKept(updatedAt) + 1), updatedAt, asOf);
    }

    /** Returns the relation of this total to another one of the same counter. */
    public Relation relationTo(Total other) {
        boolean hasAll = hasAllWritesOf(other);
        boolean isIn = other.hasAllWritesOf(this);
        if (hasAll && isIn) {
            return count == other.count && minutes.equals(other.minutes) ? Relation.SAME : Relation.NEWER;
        }
        if (hasAll) {
            return Relation.NEWER;
        }
        return isIn ? Relation.OLDER : Relation.MIXED;
    }

    private boolean hasAllWritesOf(Total other) {
        return other.writes.entrySet().stream()
                .allMatch(shard -> writes.getOrDefault(shard.getKey(), 0L) >= shard.getValue());
    }
}
