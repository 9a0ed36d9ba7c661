package dev.tally.broadcaster.rollup;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.queued;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.Admission;
import dev.tally.counter.CounterId;
import dev.tally.counter.HotListStore;
import dev.tally.counter.InMemoryHotListStore;
import dev.tally.counter.InMemoryLaggingStore;
import dev.tally.counter.InMemoryTallyStore;
import dev.tally.counter.Increment;
import dev.tally.counter.Minutes;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.Schedule;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardLoad;
import dev.tally.counter.ShardPlanner;
import dev.tally.counter.ShardState;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyPlanner;
import dev.tally.runtime.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PlanShardsTest {

    private static final Duration ENOUGH = Duration.ofSeconds(10);

    private final CountingList list = new CountingList();
    private final InMemoryLaggingStore lagging = new InMemoryLaggingStore();
    private final InMemoryTallyStore tallies = new InMemoryTallyStore();
    private Instant now = NOW;
    private final InstantSource clock = () -> now;
    private final PlanShards planShards = planner();

    @Test
    void plan_quietCounter_readsNothing() {
        plan(COUNTER, Duration.ZERO, 1);
        plan(new CounterId("like~a"), Duration.ofSeconds(5), 10);
        assertThat(list.reads).isZero();
        assertThat(lagging.read()).isEmpty();
    }

    @Test
    void plan_laggingCounter_doublesOnceAndWritesOnlyThen() {
        for (int second = 0; second < 60; second++) {
            plan(COUNTER, Duration.ofSeconds(5), 10);
            now = now.plusSeconds(1);
        }
        assertThat(list.writes).isEqualTo(1);
        assertThat(list.reads).isLessThanOrEqualTo(5);
        assertThat(schedule().shards(NOW.plus(Schedule.LEAD), 2)).isEqualTo(4);
        assertThat(lagging.read()).isEmpty();
    }

    /** SQS throttles the clicks of such shards, so they never lag. */
    @Test
    void plan_shardsAtTheLimitOfTheirMessages_doubles() {
        for (long second = 0; second <= 10; second++) {
            assertThat(list.writes).isZero();
            planShards.plan(COUNTER, shards(new ShardLoad(Duration.ZERO, 9, now, 300 * second)), deadline(ENOUGH));
            now = now.plusSeconds(1);
        }
        assertThat(schedule().most(2)).isEqualTo(4);
    }

    @Test
    void plan_twoEnvironmentsWithTheSameList_oneChangeTakesEffect() {
        PlanShards other = planner();
        plan(COUNTER, Duration.ofSeconds(6), 10);
        now = now.plusMillis(1);
        other.plan(COUNTER, shards(Duration.ofSeconds(6), 10), deadline(ENOUGH));
        assertThat(schedule().version()).isEqualTo(1);
    }

    @Test
    void plan_tooLittleTimeForAWrite_leavesItToTheNextRollup() {
        planShards.plan(COUNTER, shards(Duration.ofSeconds(30), 10), deadline(Duration.ofSeconds(3)));
        assertThat(list.writes).isZero();
        assertThat(lagging.read()).isEmpty();
    }

    @Test
    void plan_listDown_isLeftOut() {
        list.isDown = true;
        plan(COUNTER, Duration.ofSeconds(6), 10);
        assertThat(list.writes).isZero();
    }

    @Test
    void plan_fullList_reducesACounterWithoutClicks() {
        Instant from = NOW.minus(Duration.ofHours(1));
        for (String idle : List.of("a", "b")) {
            list.store.replace(new CounterId(idle), Schedule.NONE, scheduled(from));
            from = from.plusSeconds(60);
        }
        plan(COUNTER, Duration.ofSeconds(6), 10);
        now = now.plus(Schedule.LEAD).plus(Schedule.KEPT).plusSeconds(1);
        plan(COUNTER, Duration.ofSeconds(6), 10);
        assertThat(list.store.read()).doesNotContainKey(COUNTER);
        now = now.plus(Schedule.LEAD).plus(Schedule.KEPT).plusSeconds(1);
        plan(COUNTER, Duration.ofSeconds(6), 10);
        now = now.plusSeconds(30);
        plan(COUNTER, Duration.ofSeconds(6), 10);
        assertThat(list.store.read()).containsKey(COUNTER).doesNotContainKey(new CounterId("a"));
    }

    /** A busy counter keeps its shards, so it must not hide the counters without clicks. */
    @Test
    void plan_fullListWithABusyOldestCounter_reducesTheOtherOne() {
        CounterId busy = new CounterId("a");
        CounterId idle = new CounterId("b");
        list.store.replace(busy, Schedule.NONE, scheduled(NOW.minus(Duration.ofDays(2))));
        list.store.replace(idle, Schedule.NONE, scheduled(NOW.minus(Duration.ofDays(1))));
        for (int rollup = 0; rollup < 4; rollup++) {
            countFullBatch(busy);
            plan(COUNTER, Duration.ofSeconds(6), 10);
            now = now.plus(Duration.ofMinutes(12));
        }
        assertThat(list.store.read()).containsKey(busy).doesNotContainKey(idle);
        plan(COUNTER, Duration.ofSeconds(6), 10);
        assertThat(list.store.read()).containsKeys(busy, COUNTER);
    }

    @Test
    void plan_lagAbove5Seconds_isReportedUntilItIsOver() {
        plan(COUNTER, Duration.ofSeconds(6), 10);
        assertThat(lagging.read()).containsEntry(COUNTER, new Admission(Duration.ofSeconds(6), NOW.plusSeconds(6)));
        now = now.plusSeconds(1);
        plan(COUNTER, Duration.ofSeconds(7), 10);
        assertThat(lagging.read()).containsEntry(COUNTER, new Admission(Duration.ofSeconds(6), NOW.plusSeconds(6)));
        now = now.plusSeconds(1);
        plan(COUNTER, Duration.ofSeconds(8), 10);
        assertThat(lagging.read()).containsEntry(COUNTER, new Admission(Duration.ofSeconds(8), NOW.plusSeconds(8)));
        plan(COUNTER, Duration.ofSeconds(5), 10);
        assertThat(lagging.read()).isEmpty();
    }

    @Test
    void plan_laggingCounterOfVotes_isReportedAndKeepsItsShards() {
        CounterId votes = new CounterId("like~a");
        plan(votes, Duration.ofSeconds(20), 10);
        assertThat(lagging.read()).containsEntry(votes, new Admission(Duration.ofSeconds(20), NOW.plusSeconds(6)));
        assertThat(list.reads).isZero();
    }

    private PlanShards planner() {
        return new PlanShards(new ShardPlanner(2, 256), list, lagging, tallies, "here", clock);
    }

    private static Schedule scheduled(Instant from) {
        return new Schedule(7, List.of(new Schedule.Entry(from, 32)));
    }

    /** Counts a full batch of a counter's first shard now. */
    private void countFullBatch(CounterId counter) {
        List<QueuedChange> batch = IntStream.range(0, ShardLoad.FULL)
                .mapToObj(place -> queued(now.getEpochSecond() + place, 1))
                .toList();
        Increment increment = TallyPlanner.plan(new Shard(counter, 0), QUEUE, batch, ShardState.UNKNOWN, now)
                .increment()
                .orElseThrow();
        tallies.add(increment, now);
    }

    private void plan(CounterId counter, Duration lag, int messages) {
        planShards.plan(counter, shards(lag, messages), deadline(ENOUGH));
    }

    private Deadline deadline(Duration time) {
        return Deadline.after(time, clock);
    }

    private Schedule schedule() {
        return list.store.read().getOrDefault(COUNTER, Schedule.NONE);
    }

    private SortedMap<String, Tally> shards(Duration lag, int messages) {
        return shards(ShardLoad.of(lag, messages, now));
    }

    private SortedMap<String, Tally> shards(ShardLoad load) {
        SortedMap<String, Tally> shards = new TreeMap<>();
        for (String name : List.of("here#0", "here#1")) {
            shards.put(name, new Tally(1, 1, Map.of(), Minutes.NONE, now).with(load));
        }
        return shards;
    }

    /** A hot list with room for two counters, which counts its calls. */
    private static final class CountingList implements HotListStore {

        private final HotListStore store = new InMemoryHotListStore(2);
        private int reads;
        private int writes;
        private boolean isDown;

        @Override
        public Map<CounterId, Schedule> read() {
            if (isDown) {
                throw new StoreUnavailableException("timed out", new IllegalStateException());
            }
            reads++;
            return store.read();
        }

        @Override
        public Outcome replace(CounterId counter, Schedule seen, Schedule next) {
            writes++;
            return store.replace(counter, seen, next);
        }
    }
}
