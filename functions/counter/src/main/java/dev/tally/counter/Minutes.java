package dev.tally.counter;

import java.time.Instant;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.LongStream;

/**
 * Sums of clicks by epoch minute, of the {@value #KEPT} latest minutes.
 *
 * <p>A click older than the oldest minute kept (it waited in the queue while the table was down, say) is counted into
 * that oldest minute: the minutes that were published before it stay as they were, and all minutes together still sum
 * to the total.
 *
 * @param sums sum of deltas by epoch minute, that is by {@code epochSecond / 60}
 */
public record Minutes(SortedMap<Long, Long> sums) {

    /** How many minutes a shard keeps: the longest window, the minute under way, and some for late clicks. */
    public static final int KEPT = 15;

    public static final Minutes NONE = new Minutes(new TreeMap<>());

    /** The epoch minute of an instant. */
    public static long of(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), 60L);
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

    public Minutes plus(Minutes other) {
        SortedMap<Long, Long> both = new TreeMap<>(sums);
        other.sums.forEach((minute, sum) -> both.merge(minute, sum, Long::sum));
        return new Minutes(both);
    }
}
