package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

/** The planner of a counter's number of shards. It doubles the number under load, and halves it after quiet minutes. */
public final class ShardPlanner {

    // More than half of the shards in force must lag, or be at the limit of their messages. So one slow shard, or a
    // client that chooses ids of one shard, does not add shards. The same holds after a change: the old shards lag
    // until their backlog is counted, and they are only half of the new ones.
    //
    // Press rejects by the greatest lag of a shard, so that one lags and the others may not. So one that still lags a
    // minute after a change is enough if most batches are full. Without that rule, a counter with 10,000 clicks/s
    // stays at 32 shards, and a fifth of its clicks is rejected.
    //
    // Press rejects only clicks of listed counters. So a counter with one lagging shard enters the list, even if its
    // number of shards stays the same. Otherwise a client that chooses ids of one shard fills the queue.

    /** The lag of a shard that cannot count its messages as they come. */
    static final Duration LAG = Duration.ofSeconds(5);

    /** The time for which a write of a shard proves its load. */
    static final Duration FRESH = Duration.ofSeconds(10);

    /** The time without a full batch after which a counter is quiet. */
    static final Duration QUIET = Duration.ofMinutes(5);

    /** The time after a change in which the backlog of the earlier shards is counted. */
    static final Duration OVERDUE = Duration.ofMinutes(1);

    private final int minimum;
    private final int maximum;

    /** @throws IllegalArgumentException if a number is out of bounds; the message names the setting */
    public ShardPlanner(int minimum, int maximum) {
        Shard.requireCount("TALLY_SHARDS", minimum);
        Shard.requireCount("TALLY_SHARDS_MAX", maximum);
        this.minimum = minimum;
        this.maximum = Math.max(minimum, maximum);
    }

    /** Returns the greatest lag of a counter's shards in a region, zero if none reports a load. */
    public static Duration lag(Map<String, Tally> shards, String region, Instant now) {
        return shards.entrySet().stream()
                .filter(shard -> Shard.region(shard.getKey()).equals(region) && isFresh(shard.getValue(), now))
                .map(shard -> shard.getValue().load().lag())
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** Returns whether the plan depends on the schedule. It does not for a counter with little load and few shards. */
    public boolean needsSchedule(SortedMap<String, Tally> shards, Set<String> atLimit, String region, Instant now) {
        return ofRegion(shards, region)
                .anyMatch(shard -> Shard.index(shard.getKey()) >= minimum
                        || isLagging(shard.getValue(), now)
                        || atLimit.contains(shard.getKey()));
    }

    /**
     * Plans the number of shards of a counter in a region.
     *
     * @param present the schedule as it is stored
     * @param shards the tallies by the names of their shards, read after the schedule or before
     * @param atLimit the names of the shards at the limit of their messages, as {@link ShardRates} returns them
     * @return empty for no change; {@link Schedule#NONE} if the schedule is to be removed
     */
    public Optional<Schedule> plan(
            Schedule present, SortedMap<String, Tally> shards, Set<String> atLimit, String region, Instant now) {
        if (present.isPending(now) || !present.hasRoom(now)) {
            return Optional.empty();
        }
        int count = present.shards(now, minimum);
        boolean needsMore = needsMore(present, count, shards, atLimit, region, now);
        int more = needsMore ? Math.min(maximum, Math.max(minimum, count * 2)) : count;
        if (more > count || (present.entries().isEmpty() && isAnyLagging(shards, region, now))) {
            return Optional.of(present.then(more, now));
        }
        if (needsMore) {
            return Optional.empty();
        }
        return isQuiet(present, shards, region, now) ? fewer(present, count, shards, region, now) : Optional.empty();
    }

    private static boolean needsMore(
            Schedule present,
            int count,
            SortedMap<String, Tally> shards,
            Set<String> atLimit,
            String region,
            Instant now) {
        List<Map.Entry<String, Tally>> inForce = ofRegion(shards, region)
                .filter(shard -> Shard.index(shard.getKey()) < count)
                .toList();
        long lagging = inForce.stream()
                .filter(shard -> isLagging(shard.getValue(), now))
                .count();
        long overloaded = inForce.stream()
                .filter(shard -> isLagging(shard.getValue(), now) || atLimit.contains(shard.getKey()))
                .count();
        boolean isOverdue = present.lastFrom()
                .filter(from -> from.isAfter(now.minus(OVERDUE)))
                .isEmpty();
        long busy = inForce.stream()
                .filter(shard -> shard.getValue().load().isFull() && isFresh(shard.getValue(), now))
                .count();
        return overloaded * 2 > count || (lagging > 0 && isOverdue && busy * 2 > count);
    }

    private static boolean isAnyLagging(SortedMap<String, Tally> shards, String region, Instant now) {
        return ofRegion(shards, region).anyMatch(shard -> isLagging(shard.getValue(), now));
    }

    private Optional<Schedule> fewer(
            Schedule present, int count, SortedMap<String, Tally> shards, String region, Instant now) {
        if (count < minimum) {
            return Optional.of(present.then(minimum, now));
        }
        if (count > minimum) {
            boolean isSilent = ofRegion(shards, region)
                    .allMatch(shard -> shard.getValue().updatedAt().isBefore(now.minus(QUIET)));
            return Optional.of(present.then(isSilent ? minimum : Math.max(minimum, count / 2), now));
        }
        return present.isOver(now, minimum) ? Optional.of(Schedule.NONE) : Optional.empty();
    }

    /** Returns whether no batch was full for a while, nor the schedule changed. */
    private static boolean isQuiet(Schedule present, SortedMap<String, Tally> shards, String region, Instant now) {
        Instant quiet = now.minus(QUIET);
        return present.lastFrom().filter(from -> from.isAfter(quiet)).isEmpty()
                && ofRegion(shards, region).noneMatch(shard -> wasBusy(shard.getValue(), quiet));
    }

    private static boolean wasBusy(Tally tally, Instant since) {
        Instant busyAt = tally.load().busyAt();
        return busyAt != null && !busyAt.isBefore(since);
    }

    private static boolean isLagging(Tally tally, Instant now) {
        ShardLoad load = tally.load();
        return load.isFull() && load.lag().compareTo(LAG) >= 0 && isFresh(tally, now);
    }

    private static boolean isFresh(Tally tally, Instant now) {
        return !tally.updatedAt().isBefore(now.minus(FRESH));
    }

    private static Stream<Map.Entry<String, Tally>> ofRegion(Map<String, Tally> shards, String region) {
        return shards.entrySet().stream()
                .filter(shard -> Shard.region(shard.getKey()).equals(region));
    }
}
