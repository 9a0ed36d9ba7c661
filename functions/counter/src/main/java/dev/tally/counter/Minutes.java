package dev.tally.counter;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

/**
 * Sums of clicks by epoch minute.
 *
 * <p>The {@value #OPEN} latest minutes are open for clicks. An older click is counted into the oldest open minute.
 * Such a click waited in the queue while the table was down, for example. So earlier minutes do not change, and all
 * minutes together still sum to the total. A shard keeps {@value #KEPT} minutes. So when the shards are summed, no
 * shard has removed a minute that was open at another shard's last write.
 *
 * @param sums sum of deltas by epoch minute, that is by {@code epochSecond / 60}
 */
public record Minutes(SortedMap<Long, Long> sums) {

    /** The number of open minutes: the longest window, the minute under way, and some for late clicks. */
    public static final int OPEN = 15;

    /** The number of minutes that a shard keeps. */
    public static final int KEPT = OPEN + 2;

    /** The number of minutes in an hour of the history. */
    public static final int MINUTES_OF_HOUR = 60;

    public static final Minutes NONE = new Minutes(new TreeMap<>());

    /** Returns the epoch minute of an instant. */
    public static long of(Instant instant) {
        return Math.floorDiv(instant.getEpochSecond(), 60L);
    }

    /** Returns the epoch hour that contains an epoch minute. */
    public static long hourOf(long minute) {
        return Math.floorDiv(minute, MINUTES_OF_HOUR);
    }

    /** Returns the oldest epoch minute that is open for clicks at an instant. */
    public static long oldestOpen(Instant now) {
        return of(now) - OPEN + 1;
    }

    /** Returns the oldest epoch minute that is kept at an instant. */
    public static long oldestKept(Instant now) {
        return of(now) - KEPT + 1;
    }

    /** Returns the sum of the {@code length} latest minutes, with the one under way and any ahead of this clock. */
    public long window(int length, Instant now) {
        return sums.tailMap(of(now) - length + 1).values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    /** Returns the minutes that are no longer kept at an instant. */
    public LongStream stale(Instant now) {
        return sums.headMap(oldestKept(now)).keySet().stream().mapToLong(Long::longValue);
    }

    /** Returns these minutes from a given one on. */
    public Minutes from(long oldest) {
        return new Minutes(new TreeMap<>(sums.tailMap(oldest)));
    }

    /** Returns those of these minutes that are in the same hour as a given one. */
    public Minutes inHoursOf(Set<Long> minutes) {
        Set<Long> hours = minutes.stream().map(Minutes::hourOf).collect(Collectors.toSet());
        SortedMap<Long, Long> rest = new TreeMap<>(sums);
        rest.keySet().removeIf(minute -> !hours.contains(hourOf(minute)));
        return new Minutes(rest);
    }

    /** Returns these minutes by their epoch hour. */
    public SortedMap<Long, Minutes> byHour() {
        SortedMap<Long, Minutes> hours = new TreeMap<>();
        sums.forEach((minute, sum) -> hours.computeIfAbsent(hourOf(minute), hour -> new Minutes(new TreeMap<>()))
                .sums
                .put(minute, sum));
        return hours;
    }

    /** Returns those of these minutes that have another sum than before, or had none. */
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
