package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.HotListStore.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * A model of press, rollup and the hot list in virtual time. However reads, writes, clocks and retries fall, every retry
 * of an id reaches the same shard. So the sum of the shards is the number of accepted clicks.
 */
class ScheduleModelTest {

    // Clocks of press and rollup and the duration of a write are off by up to 30 s together. Schedule assumes that.
    // Reads of the list fail, return later writes, or come long after the last one. A rollup can stop
    // between its write and the answer, so it plans from an old list. There is room for half of the counters.

    private static final int SEEDS = Integer.getInteger("tally.model.seeds", 150);
    private static final long OFF = 30_000;
    private static final Duration RUN = Duration.ofMinutes(40);
    private static final int COUNTERS = 4;
    private static final int MINIMUM = 2;
    private static final int MAXIMUM = 32;

    /** A rule for the number of shards of a click. */
    private enum Rule {
        /** The product's rule. */
        TIME_OF_THE_ID,
        /** The number in force when press handles the click. */
        TIME_OF_HANDLING,
        /** The time of the id, with any list. */
        ANY_LIST,
        /** An entry starts at once. */
        NO_LEAD
    }

    @Test
    void retries_anyTiming_reachOneShardAndCountOnce() {
        int changes = 0;
        int accepted = 0;
        int full = 0;
        for (int seed = 0; seed < SEEDS; seed++) {
            Model model = new Model(seed, Rule.TIME_OF_THE_ID);
            model.run();
            assertThat(model.violations()).as("seed %d", seed).isEmpty();
            assertThat(model.counted()).as("seed %d", seed).isEqualTo(model.accepted());
            changes += model.changes;
            accepted += model.accepted();
            full += model.full;
        }
        // The model shows nothing if schedules do not change or clicks are not accepted.
        assertThat(changes).isGreaterThan(20 * SEEDS);
        assertThat(accepted).isGreaterThan(500 * SEEDS);
        assertThat(full).isGreaterThan(SEEDS);
    }

    @ParameterizedTest
    @EnumSource(
            value = Rule.class,
            names = {"TIME_OF_HANDLING", "ANY_LIST", "NO_LEAD"})
    void retries_brokenRule_areFound(Rule broken) {
        boolean isFound = IntStream.range(0, SEEDS).anyMatch(seed -> {
            Model model = new Model(seed, broken);
            model.run();
            return model.counted() != model.accepted();
        });
        assertThat(isFound).isTrue();
    }

    /** A click that a client sends again for a while, after any answer. */
    private record Sent(int region, Click click) {}

    /** A write of the hot list on its way. */
    private record Write(long at, Runnable commit) {}

    /** One run of the model. */
    private static final class Model {

        private final Random random;
        private final Rule rule;
        private final List<Region> regions;
        private final List<Sent> sent = new ArrayList<>();
        private final Map<ClickId, Set<String>> shards = new HashMap<>();
        private final Map<String, Set<ClickId>> groups = new HashMap<>();
        private final long[] share;
        private long now;
        private int changes;
        private int full;

        Model(int seed, Rule rule) {
            this.random = new Random(seed);
            this.rule = rule;
            long first = random.nextLong(OFF + 1);
            long second = random.nextLong(OFF - first + 1);
            this.share = new long[] {first, second, OFF - first - second};
            this.regions = List.of(new Region("one"), new Region("two"));
        }

        void run() {
            while (now < RUN.toMillis()) {
                now += random.nextInt(3000);
                regions.forEach(region -> region.commit(now));
                regions.forEach(Region::step);
                if (random.nextBoolean()) {
                    sent.add(new Sent(random.nextInt(regions.size()), click()));
                }
                for (int sends = random.nextInt(4); sends > 0 && !sent.isEmpty(); sends--) {
                    Sent again = sent.get(Math.max(0, sent.size() - 1 - random.nextInt(100)) % sent.size());
                    regions.get(again.region()).press(again);
                }
            }
        }

        private Click click() {
            Instant time = at(now + random.nextLong(-OFF, OFF));
            long random64 = random.nextLong();
            UUID id = new UUID(
                    (time.toEpochMilli() << 16) | 0x7000 | (random64 & 0xFFF), random64 >>> 2 | 0x8000000000000000L);
            return new Click(new ClickId(id), new CounterId("c" + random.nextInt(COUNTERS)), 1);
        }

        private static Instant at(long millis) {
            return NOW.plusMillis(millis);
        }

        int accepted() {
            return shards.size();
        }

        int counted() {
            return groups.values().stream().mapToInt(Set::size).sum();
        }

        Map<ClickId, Set<String>> violations() {
            Map<ClickId, Set<String>> several = new HashMap<>(shards);
            several.values().removeIf(one -> one.size() == 1);
            return several;
        }

        /** A region with a hot list, environments of press and rollup, and a queue for each shard. */
        private final class Region {

            private final String name;
            private final HotListStore list = new InMemoryHotListStore(COUNTERS / 2);
            private final PriorityQueue<Write> writes =
                    new PriorityQueue<>((one, other) -> Long.compare(one.at(), other.at()));
            private final List<Environment> press;
            private final List<Environment> rollups;
            private final ShardPlanner planner = new ShardPlanner(MINIMUM, MAXIMUM);

            Region(String name) {
                this.name = name;
                this.press = IntStream.range(0, 4)
                        .mapToObj(any -> new Environment(random.nextLong(share[0] + 1)))
                        .toList();
                this.rollups = IntStream.range(0, 3)
                        .mapToObj(any -> new Environment(-random.nextLong(share[1] + 1)))
                        .toList();
            }

            void commit(long until) {
                while (!writes.isEmpty() && writes.peek().at() <= until) {
                    writes.remove().commit().run();
                }
            }

            void step() {
                for (Environment rollup : rollups) {
                    if (random.nextInt(4) == 0) {
                        plan(rollup);
                    }
                }
                if (random.nextInt(200) == 0) {
                    press.get(random.nextInt(press.size())).reader.forget();
                }
            }

            /** Plans from a list that may be old. The write takes effect some time later, or finds another version. */
            private void plan(Environment rollup) {
                CounterId counter = new CounterId("c" + random.nextInt(COUNTERS));
                Optional<HotList> known = rollup.reader.list();
                if (known.isEmpty()) {
                    return;
                }
                Schedule seen = known.get().of(counter);
                Instant time = rollup.clock.instant();
                planner.plan(seen, load(counter, time), Set.of(), "here", time).ifPresent(planned -> {
                    Schedule next = rule == Rule.NO_LEAD ? atOnce(planned, time) : planned;
                    writes.add(new Write(now + random.nextLong(share[2] + 1), () -> {
                        Outcome outcome = list.replace(counter, seen, next);
                        changes += outcome == Outcome.REPLACED ? 1 : 0;
                        full += outcome == Outcome.FULL ? 1 : 0;
                    }));
                    if (random.nextBoolean()) {
                        rollup.reader.forget();
                    }
                });
            }

            private static Schedule atOnce(Schedule planned, Instant time) {
                List<Schedule.Entry> entries = new ArrayList<>(planned.entries());
                if (!entries.isEmpty()) {
                    Schedule.Entry last = entries.remove(entries.size() - 1);
                    entries.add(new Schedule.Entry(time, last.shards()));
                }
                return new Schedule(planned.version(), entries);
            }

            /**
             * Returns shards that lag for some minutes and are quiet for some, differently for each counter. In every
             * third period only one shard lags.
             */
            private SortedMap<String, Tally> load(CounterId counter, Instant time) {
                long period = time.getEpochSecond() / 420 + counter.hashCode();
                int lagging = period % 2 == 0 ? MAXIMUM : period % 3 == 0 ? 1 : 0;
                SortedMap<String, Tally> tallies = new TreeMap<>();
                for (int index = 0; index < MAXIMUM; index++) {
                    ShardLoad load = index < lagging
                            ? ShardLoad.of(Duration.ofSeconds(5), 10, time)
                            : ShardLoad.of(Duration.ZERO, 1, time);
                    tallies.put("here#" + index, new Tally(1, 1, Map.of(), Minutes.NONE, time).with(load));
                }
                return tallies;
            }

            /** Handles a click as press does, and queues it if its shard is decided. */
            void press(Sent again) {
                Environment environment = press.get(random.nextInt(press.size()));
                ClickId id = again.click().id();
                Instant time = environment.clock.instant();
                if (RetryWindow.verdict(id, time) != RetryWindow.Verdict.OPEN) {
                    return;
                }
                Optional<HotList> known = environment.reader.list();
                if (known.isEmpty() || (rule != Rule.ANY_LIST && !known.get().decides(id))) {
                    return;
                }
                Schedule schedule = known.get().of(again.click().counter());
                int count = schedule.shards(rule == Rule.TIME_OF_HANDLING ? time : id.time(), MINIMUM);
                String group = name + " " + Shard.of(again.click(), count).group();
                shards.computeIfAbsent(id, any -> new HashSet<>()).add(group);
                groups.computeIfAbsent(group, any -> new HashSet<>()).add(id);
            }

            /** An environment with a wrong clock. Its reads fail for a while at times, or return later writes. */
            private final class Environment {

                private final InstantSource clock;
                private final HotListReader reader;
                private long failsUntil;

                Environment(long offset) {
                    this.clock = () -> at(now + offset);
                    this.reader = new HotListReader(
                            new HotListStore() {
                                @Override
                                public Map<CounterId, Schedule> read() {
                                    return readLate();
                                }

                                @Override
                                public Outcome replace(CounterId counter, Schedule seen, Schedule next) {
                                    throw new UnsupportedOperationException();
                                }
                            },
                            clock,
                            failed -> {});
                }

                private Map<CounterId, Schedule> readLate() {
                    if (random.nextInt(10) == 0) {
                        failsUntil = now + random.nextInt(200_000);
                    }
                    if (now < failsUntil) {
                        throw new StoreUnavailableException("timed out", new IllegalStateException());
                    }
                    if (random.nextInt(4) == 0) {
                        commit(now + random.nextInt(3000));
                    }
                    return list.read();
                }
            }
        }
    }
}
