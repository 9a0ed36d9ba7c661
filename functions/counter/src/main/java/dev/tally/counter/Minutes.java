package dev.tally.counter;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.LongStream;

/**
 * Sums of clicks by epoch minute.
 *
 * <p>The {@value #OPEN} latest minutes are open for clicks. One that is older (it waited in the queue while the table was
 * down, say) is counted into the oldest of them: the minutes before it stay as they were, and all minutes together
 * still sum to the total. A shard keeps {@value #KEPT} minutes: an open minute that was written last by another shard
 * is not yet removed from any when the shards are summed.
 *
 * @param sums sum of deltas by epoch minute, that is by {@code epochSecond / 60}
 */
public record Minutes(SortedMap<Long, Long> sums) {

    /** How many minutes clicks are counted into: the longest window, the minute under way, and some for late clicks. */
    public static final int OPEN = 15;

    /** How many minutes a shard keeps. */
    public static final int KEPT = OPEN + 2;

    public static final Minutes NONE = new Minutes(new TreeMap<>());

    /** The epoch minute of an instant. */
    public static long of(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), 60L);
    }

    /** The oldest epoch minute that clicks are counted into at an instant. */
    public static long oldestOpen(Instant now) {
        return of(now) - OPEN + 1;
    }

    /** The oldest epoch minute that is kept at an instant. */
    public static long oldestKept(Instant now) {
        return of(now) - KEPT + 1;
    }

    /** The sum of the {@code length} latest minutes, with the one under way and what is ahead of this clock. */
    public long window(int length, Instant now) {
        return sums.tailMap(of(now) - length + 1).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** The minutes that are no longer kept at an instant. */
    public LongStream stale(Instant now) {
        return sums.headMap(oldestKept(now)).keySet().stream().mapToLong(Long::longValue);
    }

    /** These minutes from a given one on. */
    public Minutes from(long oldest) {
        return new Minutes(new TreeMap<>(sums.tailMap(oldest)));
    }

    /** These minutes without those that are not in a set. */
    public Minutes only(Set<Long> wanted) {
        SortedMap<Long, Long> rest = new TreeMap<>(sums);
        rest.keySet().retainAll(wanted);
        return new Minutes(rest);
    }

    /** The minutes whose sums are not the same in both. */
    public Set<Long> changedSince(Minutes before) {
        Set<Long> minutes = new TreeSet<>(sums.keySet());
        minutes.removeIf(minute -> Objects.equals(sums.get(minute), before.sums.get(minute)));
        return minutes;
    }

    public Minutes plus(Minutes other) {
        SortedMap<Long, Long> both = new TreeMap<>(sums);
        other.sums.forEach((minute, sum) -> both.merge(minute, sum, Long::sum));
        return new Minutes(both);
    }
}
