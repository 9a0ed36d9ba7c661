package dev.tally.counter;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.click;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.TallyStore.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Resets of counters: in one shard, and over the shards of regions. */
class ResetTest {

    private static final ClickId FIRST = idAt(NOW);
    private static final ClickId SECOND = idAt(NOW.plusSeconds(1));

    /**
     * Sends clicks and resets to each group in any order, and delivers each group in batches that are redelivered and
     * split again. At every moment the counted sum has no reset in part; at the end it is that of the model.
     */
    @Property
    void count_anyOrderOfClicksAndResets_isTheSumOfTheClicksAfterTheHighestResetOfEachGroup(
            @ForAll @IntRange(min = 1, max = 4) int shards,
            @ForAll @IntRange(min = 0, max = 3) int resets,
            @ForAll Random random) {
        List<ClickId> generations = IntStream.range(0, resets)
                .mapToObj(place -> idAt(NOW.plusSeconds(place)))
                .toList();
        List<List<QueuedChange>> groups = IntStream.range(0, shards)
                .mapToObj(shard -> group(generations, shards, random))
                .toList();
        InMemoryTallyStore store = new InMemoryTallyStore();
        int[] delivered = new int[shards];
        while (IntStream.range(0, shards)
                .anyMatch(shard -> delivered[shard] < groups.get(shard).size())) {
            int shard = random.nextInt(shards);
            List<QueuedChange> group = groups.get(shard);
            int from = random.nextInt(delivered[shard] + 1);
            int to = Math.min(group.size(), from + 1 + random.nextInt(4));
            if (to < delivered[shard] || from > delivered[shard]) {
                continue;
            }
            count(store, new Shard(COUNTER, shard), group.subList(from, to));
            delivered[shard] = Math.max(delivered[shard], to);
            assertThat(sum(store)).isEqualTo(modelled(groups, delivered));
        }
    }

    @Test
    void counted_firstShardReset_dropsAllAddressedShardsAtOnce() {
        SortedMap<String, Tally> shards = new TreeMap<>(Map.of(
                "a#0", tally(1, new Reset(SECOND, COUNTER, 2)),
                "a#1", tally(20, new Reset(FIRST, COUNTER, 2)),
                "a#2", tally(300, null),
                "b#0", tally(4000, null)));
        assertThat(Generations.counted(shards).values())
                .extracting(Tally::total)
                .containsExactly(1L, 0L, 300L, 4000L);
        assertThat(Generations.counted(shards).values())
                .extracting(Tally::writes)
                .containsOnly(1L);
    }

    @Test
    void behind_shardsWithoutTheReset_areNamed() {
        Reset reset = new Reset(SECOND, COUNTER, 4);
        SortedMap<String, Tally> shards = new TreeMap<>(Map.of(
                "a#0", tally(1, reset),
                "a#1", tally(20, new Reset(FIRST, COUNTER, 2)),
                "a#2", tally(300, null)));
        assertThat(Generations.latest(shards, "a")).contains(reset);
        assertThat(Generations.latest(shards, "b")).isEmpty();
        assertThat(Generations.behind(shards, "a", reset)).containsExactly(1, 2, 3);
    }

    @Test
    void groups_moreShardsThanConfigured_coversThem() {
        SortedMap<String, Tally> shards =
                new TreeMap<>(Map.of("a#0", tally(1, null), "a#7", tally(1, null), "b#9", tally(1, null)));
        assertThat(Generations.groups(shards, "a", 2)).isEqualTo(8);
        assertThat(Generations.groups(shards, "a", 16)).isEqualTo(16);
    }

    @Test
    void later_anyId_isAboveIt() {
        assertThat(FIRST.later()).isGreaterThan(FIRST);
        assertThat(FIRST.later().time()).isEqualTo(NOW.plusMillis(1));
    }

    /** Returns clicks with the resets at random places: groups may receive resets in different orders, and twice. */
    private static List<QueuedChange> group(List<ClickId> generations, int shards, Random random) {
        List<Change> changes = new ArrayList<>();
        random.ints(random.nextInt(8), 1, 1000).forEach(delta -> changes.add(click(delta)));
        for (ClickId generation : generations) {
            for (int times = 1 + random.nextInt(2); times > 0; times--) {
                changes.add(random.nextInt(changes.size() + 1), new Reset(generation, COUNTER, shards));
            }
        }
        return IntStream.range(0, changes.size())
                .mapToObj(place -> new QueuedChange(sequence(place), changes.get(place)))
                .toList();
    }

    /** Counts a batch as the aggregator does. */
    private static void count(TallyStore store, Shard shard, List<QueuedChange> batch) {
        ShardState known = ShardState.UNKNOWN;
        while (true) {
            Optional<Increment> increment =
                    TallyPlanner.plan(shard, QUEUE, batch, known, NOW).increment();
            if (increment.isEmpty() || !(store.add(increment.get(), NOW) instanceof Outcome.Behind behind)) {
                return;
            }
            known = new ShardState(behind.watermark(), behind.generation());
        }
    }

    private static long sum(TallyStore store) {
        return Generations.counted(store.shards(COUNTER)).values().stream()
                .mapToLong(Tally::total)
                .sum();
    }

    /** Returns the sum of the delivered clicks after the first arrival of the highest reset that any group has. */
    private static long modelled(List<List<QueuedChange>> groups, int[] delivered) {
        ClickId highest = null;
        for (int shard = 0; shard < delivered.length; shard++) {
            for (QueuedChange queued : groups.get(shard).subList(0, delivered[shard])) {
                if (queued.change() instanceof Reset reset && reset.isAbove(highest)) {
                    highest = reset.id();
                }
            }
        }
        long sum = 0;
        for (int shard = 0; shard < delivered.length; shard++) {
            boolean counts = highest == null;
            for (QueuedChange queued : groups.get(shard).subList(0, delivered[shard])) {
                counts |= queued.change().id().equals(highest);
                sum += counts ? queued.change().amount() : 0;
            }
        }
        return sum;
    }

    private static Tally tally(long total, @Nullable Reset reset) {
        return new Tally(total, 0, 1, Optional.ofNullable(reset), Map.of(), Minutes.NONE, NOW);
    }
}
