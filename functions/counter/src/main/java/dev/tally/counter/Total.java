package dev.tally.counter;

import java.time.Instant;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The sum of a counter's shards.
 *
 * @param count the sum of all deltas counted, in each region since its highest reset
 * @param version the number of writes in it; only grows within the epoch
 * @param writes the number of writes of each shard, by the shard's name; none of them falls
 * @param watermarks the highest sequence numbers counted from the epoch's queue, by the names of the {@value
 *     #MAX_WATERMARKS} shards written last
 * @param updatedAt the time of the last write of a shard, null if the counter was never clicked
 * @param asOf the time just before the shards were read, so the count includes all earlier clicks; null if unknown
 * @param voters the number of voters by the sign of their value, if the counter takes votes
 * @param generation the generation of the highest reset that a shard of the epoch's region has, null if none or without
 *     votes; an earlier vote counts no more
 */
public record Total(
        CounterId counter,
        Epoch epoch,
        long count,
        long version,
        SortedMap<String, Long> writes,
        SortedMap<String, SequenceNumber> watermarks,
        Minutes minutes,
        @Nullable Instant updatedAt,
        @Nullable Instant asOf,
        VoterCount voters,
        @Nullable ClickId generation) {

    /** The maximum number of watermarks in a total. */
    public static final int MAX_WATERMARKS = 16;

    // A read of the shards is not a snapshot: each of two reads can have the newer state of some shard. The higher
    // version does not decide which read is newer. The writes of each shard do.

    /** The relation of a total to another one of the same counter. */
    public enum Relation {
        /** Both have the same writes and the same sums. */
        SAME,
        /** It has every write of the other one or a later epoch, and replaces it. */
        NEWER,
        /** The other one has every write of it. */
        OLDER,
        /** Each has a write that the other one lacks, so neither replaces the other. */
        MIXED
    }

    /** Creates a total without votes. */
    public Total(
            CounterId counter,
            Epoch epoch,
            long count,
            long version,
            SortedMap<String, Long> writes,
            SortedMap<String, SequenceNumber> watermarks,
            Minutes minutes,
            @Nullable Instant updatedAt,
            @Nullable Instant asOf) {
        this(counter, epoch, count, version, writes, watermarks, minutes, updatedAt, asOf, VoterCount.NONE, null);
    }

    /** Returns the total of a counter that was never clicked. */
    public static Total zero(CounterId counter, Epoch epoch) {
        return new Total(
                counter,
                epoch,
                0,
                0,
                Collections.emptySortedMap(),
                Collections.emptySortedMap(),
                Minutes.NONE,
                null,
                null);
    }

    /**
     * Returns the total of a counter's shards, with the minutes that all of them still keep. A shard that lacks the
     * highest reset of its region adds nothing to the count. Version, writes and watermarks are of all shards.
     *
     * @param queue the name of the epoch's queue
     * @param shards the tallies by the names of their shards
     * @param asOf the time just before they were read
     */
    public static Total sum(CounterId counter, Epoch epoch, String queue, Map<String, Tally> shards, Instant asOf) {
        long count = 0;
        long version = 0;
        SortedMap<String, Long> writes = new TreeMap<>();
        Minutes minutes = Minutes.NONE;
        Instant updatedAt = null;
        VoterCount voters = VoterCount.NONE;
        for (Map.Entry<String, Tally> named : Generations.counted(shards).entrySet()) {
            Tally shard = named.getValue();
            count += shard.total();
            version += shard.writes();
            writes.put(named.getKey(), shard.writes());
            minutes = minutes.plus(shard.minutes());
            voters = voters.plus(shard.voters());
            if (updatedAt == null || shard.updatedAt().isAfter(updatedAt)) {
                updatedAt = shard.updatedAt();
            }
        }
        if (updatedAt == null) {
            return zero(counter, epoch);
        }
        // A shard may have removed older minutes, while a shard without a write since then still has them.
        return new Total(
                counter,
                epoch,
                count,
                version,
                writes,
                watermarks(queue, shards),
                minutes.from(Minutes.oldestKept(updatedAt) + 1),
                updatedAt,
                asOf,
                voters,
                CounterKind.of(counter).takesVotes() ? Generations.generation(shards, epoch.region()) : null);
    }

    private static SortedMap<String, SequenceNumber> watermarks(String queue, Map<String, Tally> shards) {
        SortedMap<String, SequenceNumber> latest = new TreeMap<>();
        shards.entrySet().stream()
                .filter(shard -> shard.getValue().watermarks().containsKey(queue))
                .sorted(Comparator.<Map.Entry<String, Tally>, Instant>comparing(
                                shard -> shard.getValue().updatedAt())
                        .reversed())
                .limit(MAX_WATERMARKS)
                .forEach(shard -> latest.put(
                        shard.getKey(),
                        Objects.requireNonNull(shard.getValue().watermarks().get(queue))));
        return latest;
    }

    /**
     * Returns this total as a total of a later epoch. It has the same clicks, and no watermark, because those are of
     * another queue.
     *
     * @param current the epoch of the reader; a total of a later epoch stays as it is
     */
    public Total in(Epoch current) {
        return current.isAfter(epoch)
                ? new Total(
                        counter,
                        current,
                        count,
                        version,
                        writes,
                        Collections.emptySortedMap(),
                        minutes,
                        updatedAt,
                        asOf,
                        voters,
                        generation)
                : this;
    }

    /** Returns whether this total comes after another one of the same counter and region. */
    public boolean isLaterThan(Total other) {
        return version > 0
                && (other.version == 0
                        || epoch.isAfter(other.epoch)
                        || (epoch.equals(other.epoch) && version > other.version));
    }

    /** Returns the relation of this total to another one of the same counter. */
    public Relation relationTo(Total other) {
        if (epoch.isAfter(other.epoch)) {
            return Relation.NEWER;
        }
        boolean hasAll = hasAllWritesOf(other);
        boolean isIn = other.hasAllWritesOf(this);
        if (hasAll && isIn) {
            boolean isSame = count == other.count && minutes.equals(other.minutes) && voters.equals(other.voters);
            return isSame ? Relation.SAME : Relation.NEWER;
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
