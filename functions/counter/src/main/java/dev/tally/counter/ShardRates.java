package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rates at which shards count their messages, from readings of them that are some seconds apart. */
public final class ShardRates {

    // Press sends each click in a call of its own, and SQS accepts 300 calls/s for a group. A shard that counts faster
    // never lags, although SQS throttles its clicks. So the planner needs the rate. A shard knows the number of its
    // messages, and the difference of two readings is the rate.
    //
    // A shard near the limit has full batches nearly all the time. So only counters with a full batch are remembered.

    /** The messages/s from which a shard is at its limit: nine tenths of the calls that SQS accepts. */
    static final int LIMIT = 270;

    /** The time between two readings. */
    static final Duration INTERVAL = Duration.ofSeconds(10);

    /** The age from which a reading is dropped. */
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final Map<CounterId, Reading> readings = new ConcurrentHashMap<>();

    /** The messages of a shard, and the time of its last write. */
    private record Counted(long messages, Instant at) {}

    /** The shards of a counter at a time, and the names of those that were at their limit then. */
    private record Reading(Instant at, Map<String, Counted> shards, Set<String> atLimit) {}

    /**
     * Returns the names of the shards that count nearly as many messages as SQS accepts. It is at most {@link
     * #INTERVAL} old.
     *
     * @param shards the tallies by the names of their shards, as of now
     */
    public Set<String> atLimit(CounterId counter, SortedMap<String, Tally> shards, Instant now) {
        Reading earlier = readings.get(counter);
        if (earlier != null && now.isBefore(earlier.at().plus(INTERVAL))) {
            return earlier.atLimit();
        }
        Set<String> atLimit = earlier == null ? Set.of() : atLimit(earlier, shards);
        readings.values().removeIf(reading -> reading.at().plus(KEPT).isBefore(now));
        if (shards.values().stream().anyMatch(shard -> shard.load().isFull())) {
            readings.put(counter, new Reading(now, counted(shards), atLimit));
        } else {
            readings.remove(counter);
        }
        return atLimit;
    }

    private static Set<String> atLimit(Reading earlier, SortedMap<String, Tally> shards) {
        return shards.entrySet().stream()
                .filter(shard -> isAtLimit(earlier.shards().get(shard.getKey()), counted(shard.getValue())))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    private static boolean isAtLimit(@Nullable Counted earlier, Counted later) {
        if (earlier == null) {
            return false;
        }
        // The last writes of an idle shard can be close together.
        long millis = Math.max(
                INTERVAL.toMillis(), Duration.between(earlier.at(), later.at()).toMillis());
        return (later.messages() - earlier.messages()) * 1000 >= LIMIT * millis;
    }

    private static Map<String, Counted> counted(SortedMap<String, Tally> shards) {
        return shards.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(Map.Entry::getKey, shard -> counted(shard.getValue())));
    }

    private static Counted counted(Tally shard) {
        return new Counted(shard.load().counted(), shard.updatedAt());
    }
}
