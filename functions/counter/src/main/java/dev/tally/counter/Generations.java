package dev.tally.counter;

import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The resets that the shards of a counter have received. */
public final class Generations {

    // A reset reaches the shards one after the other. Its effect on the total is complete once the first shard has it:
    // the shards that it addresses count only from the region's highest generation on. A shard that it does not address
    // is younger than the reset, so it always counts. No published total therefore has half a reset.

    private Generations() {}

    /**
     * Returns the shards as they count: a shard that lacks the highest reset of its region has the total 0.
     *
     * @param shards the tallies by the name of their shard
     */
    public static SortedMap<String, Tally> counted(Map<String, Tally> shards) {
        Map<String, Reset> latest = latest(shards);
        SortedMap<String, Tally> counted = new TreeMap<>(shards);
        counted.replaceAll(
                (name, tally) -> isBehind(name, tally, latest.get(Shard.region(name))) ? tally.withoutTotal() : tally);
        return counted;
    }

    /** Returns the highest reset of a region, empty if its shards have none. */
    public static Optional<Reset> latest(Map<String, Tally> shards, String region) {
        return Optional.ofNullable(latest(shards).get(region));
    }

    /** Returns the highest generation of a region, null if its shards have none. */
    public static @Nullable ClickId generation(Map<String, Tally> shards, String region) {
        return latest(shards, region).map(Reset::id).orElse(null);
    }

    /** Returns the indexes of the region's shards that lack a reset, those that never counted included. */
    public static int[] behind(SortedMap<String, Tally> shards, String region, Reset reset) {
        return IntStream.range(0, reset.shards())
                .filter(index -> {
                    Tally tally = shards.get(new Shard(reset.counter(), index).name(region));
                    return tally == null || reset.isAbove(generation(tally));
                })
                .toArray();
    }

    /** Returns the number of groups that a reset of a region addresses: the configured ones and all existing shards. */
    public static int groups(SortedMap<String, Tally> shards, String region, int configured) {
        return shards.keySet().stream()
                .filter(name -> Shard.region(name).equals(region))
                .mapToInt(name -> Shard.index(name) + 1)
                .reduce(configured, Math::max);
    }

    private static Map<String, Reset> latest(Map<String, Tally> shards) {
        Map<String, Reset> latest = new HashMap<>();
        shards.forEach((name, tally) -> tally.reset()
                .ifPresent(reset -> latest.merge(Shard.region(name), reset, (one, other) -> highest(one, other))));
        return latest;
    }

    private static Reset highest(Reset one, Reset other) {
        return Comparator.comparing(Reset::id).compare(one, other) < 0 ? other : one;
    }

    private static boolean isBehind(String name, Tally tally, @Nullable Reset latest) {
        return latest != null && Shard.index(name) < latest.shards() && latest.isAbove(generation(tally));
    }

    private static @Nullable ClickId generation(Tally tally) {
        return tally.reset().map(Reset::id).orElse(null);
    }
}
