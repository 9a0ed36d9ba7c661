package dev.tally.broadcaster.rollup;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.clickAt;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.broadcaster.TestSettings;
import dev.tally.counter.Change;
import dev.tally.counter.CounterId;
import dev.tally.counter.InMemoryHistoryStore;
import dev.tally.counter.InMemoryTallyStore;
import dev.tally.counter.InMemoryTotalStore;
import dev.tally.counter.Increment;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Minutes;
import dev.tally.counter.Published;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.Reset;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardLoad;
import dev.tally.counter.ShardState;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyPlanner;
import dev.tally.counter.TallyStore;
import dev.tally.counter.Total;
import dev.tally.counter.TotalStore;
import dev.tally.counter.VoteChanges;
import dev.tally.runtime.trace.FakeSpans;
import dev.tally.runtime.trace.TraceContext;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * A model of rollups of one counter that overlap. A Query of the shards is not a snapshot: clicks are counted between the
 * reads of two shards. Other rollups run between the read of the shards and the publication. A reset reaches the shards
 * one after the other.
 */
class TotalOrderTest {

    private static final int SHARDS = 3;
    private static final int DEPTH = 3;

    /** The delta of a click of shard i is this base to the power i, so that a count shows each shard's share. */
    private static final long BASE = 1000;

    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final InMemoryTallyStore tallies = new InMemoryTallyStore();
    private final InMemoryTotalStore totals = new InMemoryTotalStore();
    private final InMemoryHistoryStore history = new InMemoryHistoryStore();
    private final Map<String, Tally> states = new HashMap<>();
    private final List<Queue<Reset>> resets = List.of(new ArrayDeque<>(), new ArrayDeque<>(), new ArrayDeque<>());
    private long sequence;
    private long clicked;
    private int depth;

    @Property(tries = 300)
    void roll_anyInterleaving_noShardOfTheTotalGoesBack(@ForAll long seed) {
        new TotalOrderTest().run(new Random(seed));
    }

    private void run(Random random) {
        List<Rollup> rollups = List.of(rollup(random), rollup(random), rollup(random));
        boolean hasResets = random.nextBoolean();
        for (int step = 0; step < 40; step++) {
            if (hasResets && random.nextInt(10) == 0) {
                Reset reset = new Reset(idAt(NOW.plusMillis(step)), COUNTER, SHARDS);
                resets.forEach(group -> group.add(reset));
            }
            count(random);
            roll(rollups.get(random.nextInt(rollups.size())));
        }
        for (int index = 0; index < SHARDS; index++) {
            while (!resets.get(index).isEmpty()) {
                reset(index);
            }
        }
        // The stream has a record of each write, so the last write causes another rollup.
        roll(rollup(() -> {}));
        Total last = totals.find(COUNTER).total();
        assertThat(last.count())
                .isEqualTo(tallies.shards(COUNTER).values().stream()
                        .mapToLong(Tally::total)
                        .sum());
        assertThat(history.minutes(COUNTER, 0, Minutes.of(NOW)).sums().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                .isEqualTo(clicked);
    }

    private Rollup rollup(Random random) {
        Rollup[] self = new Rollup[1];
        self[0] = rollup(() -> {
            if (random.nextInt(3) == 0) {
                count(random);
            }
            if (depth < DEPTH && random.nextInt(3) == 0) {
                roll(self[0]);
            }
        });
        return self[0];
    }

    private Rollup rollup(Runnable meanwhile) {
        return new Rollup(
                new TornTallies(meanwhile),
                new CheckedTotals(meanwhile),
                history,
                new RepairResets(any -> {}, "here"),
                CLOCK,
                new FakeSpans().tracer(CLOCK),
                TestSettings.DEFAULT);
    }

    private void roll(Rollup rollup) {
        depth++;
        rollup.roll(COUNTER, Set.of(Minutes.of(NOW)), Optional.empty(), any -> {});
        depth--;
    }

    private void count(Random random) {
        int index = random.nextInt(SHARDS);
        if (!resets.get(index).isEmpty() && random.nextBoolean()) {
            reset(index);
            return;
        }
        Increment one = increment(index, clickAt(NOW, 1));
        long delta = (long) Math.pow(BASE, index);
        clicked += delta;
        add(new Increment(
                one.shard(),
                QUEUE,
                one.first(),
                one.last(),
                1,
                Optional.empty(),
                delta,
                0,
                new Minutes(new TreeMap<>(Map.of(Minutes.of(NOW), delta))),
                VoteChanges.NONE,
                ShardLoad.NONE,
                Optional.empty()));
    }

    private void reset(int index) {
        add(increment(index, resets.get(index).remove()));
    }

    private Increment increment(int index, Change change) {
        QueuedChange queued = new QueuedChange(sequence(++sequence), change);
        return TallyPlanner.plan(new Shard(COUNTER, index), QUEUE, List.of(queued), ShardState.UNKNOWN, NOW)
                .increment()
                .orElseThrow();
    }

    private void add(Increment increment) {
        assertThat(tallies.add(increment, NOW)).isEqualTo(new TallyStore.Outcome.Added());
        tallies.shards(COUNTER).forEach((name, tally) -> states.put(name + " " + tally.writes(), tally));
    }

    /** Returns the tallies that a total is the sum of. */
    private List<Tally> statesOf(Total total) {
        return total.writes().entrySet().stream()
                .map(shard -> states.get(shard.getKey() + " " + shard.getValue()))
                .toList();
    }

    private static Optional<Reset> latest(List<Tally> shards) {
        return shards.stream().flatMap(tally -> tally.reset().stream()).max(Comparator.comparing(Reset::id));
    }

    private static long sumSince(Optional<Reset> latest, List<Tally> shards) {
        return shards.stream()
                .filter(tally -> tally.reset().equals(latest))
                .mapToLong(Tally::total)
                .sum();
    }

    /** Shards that are read one after the other, in any order. */
    private final class TornTallies extends ReadShards {

        private final Runnable meanwhile;

        TornTallies(Runnable meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public SortedMap<String, Tally> shards(CounterId counter) {
            SortedMap<String, Tally> read = new TreeMap<>();
            for (String shard : tallies.shards(counter).keySet()) {
                meanwhile.run();
                read.put(shard, tallies.shards(counter).get(shard));
            }
            return read;
        }
    }

    /** Totals that fail the test if a shard's share falls without a reset, or if a total has half a reset. */
    private final class CheckedTotals implements TotalStore {

        private final Runnable meanwhile;

        CheckedTotals(Runnable meanwhile) {
            this.meanwhile = meanwhile;
        }

        @Override
        public Published find(CounterId counter) {
            return totals.find(counter);
        }

        @Override
        public Optional<Total> publish(Total total, Total seen, Optional<TraceContext> trace) {
            meanwhile.run();
            Total before = totals.find(total.counter()).total();
            Optional<Total> current = totals.publish(total, seen, trace);
            Total after = totals.find(total.counter()).total();
            Optional<Reset> latest = latest(statesOf(after));
            assertThat(after.count()).isEqualTo(sumSince(latest, statesOf(after)));
            if (latest.equals(latest(statesOf(before)))) {
                assertNoShareFalls(before.count(), after.count());
            }
            return current;
        }

        private void assertNoShareFalls(long before, long after) {
            for (long base = 1, shard = 0; shard < SHARDS; shard++, base *= BASE) {
                assertThat(after / base % BASE)
                        .as("clicks of shard %d", shard)
                        .isGreaterThanOrEqualTo(before / base % BASE);
            }
        }

        @Override
        public void touch(CounterId counter) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Instant> touchOnceIn(Duration pause, CounterId counter, Instant now) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void setViewers(CounterId counter, int viewers, LiveMode live) {
            throw new UnsupportedOperationException();
        }
    }
}
