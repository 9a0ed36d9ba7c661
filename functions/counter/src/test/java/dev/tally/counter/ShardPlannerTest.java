package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ShardPlannerTest {

    private static final String REGION = "here";
    private static final ShardPlanner PLANNER = new ShardPlanner(2, 16);
    private static final ShardLoad LAGS = ShardLoad.of(Duration.ofSeconds(6), 10, NOW);
    private static final ShardLoad KEEPS_UP = ShardLoad.of(Duration.ofMillis(50), 1, NOW);
    private static final Schedule FOUR =
            new Schedule(1, List.of(new Schedule.Entry(NOW.minus(Duration.ofMinutes(7)), 4)));

    @Test
    void plan_moreThanHalfLag_doublesIn90Seconds() {
        Schedule planned = plan(Schedule.NONE, shards(2, LAGS)).orElseThrow();
        assertThat(planned.shards(NOW.plusSeconds(89), 2)).isEqualTo(2);
        assertThat(planned.shards(NOW.plusSeconds(90), 2)).isEqualTo(4);
        assertThat(plan(FOUR, shards(3, LAGS)).orElseThrow().most(2)).isEqualTo(8);
        assertThat(plan(FOUR, shards(2, LAGS))).isEmpty();
    }

    /** A client can choose ids of one shard. Press rejects its clicks only if the counter is listed. */
    @Test
    void plan_oneOfTwoLags_entersTheListOnceWithTheSameShards() {
        SortedMap<String, Tally> oneLags = shards(2, KEEPS_UP);
        oneLags.putAll(shards(1, LAGS));
        Schedule planned = plan(Schedule.NONE, oneLags).orElseThrow();
        assertThat(planned.entries()).hasSize(1);
        assertThat(planned.most(2)).isEqualTo(2);
        assertThat(PLANNER.plan(planned, oneLags, Set.of(), REGION, NOW.plusSeconds(9)))
                .isEmpty();
        Schedule inForce = new Schedule(1, List.of(new Schedule.Entry(NOW.minusSeconds(9), 2)));
        assertThat(plan(inForce, oneLags)).isEmpty();
    }

    /** SQS throttles the clicks of such a shard, so it never lags. */
    @Test
    void plan_moreThanHalfAtTheirLimitOrLagging_doubles() {
        assertThat(PLANNER.plan(Schedule.NONE, shards(2, KEEPS_UP), Set.of("here#0", "here#1"), REGION, NOW))
                .hasValueSatisfying(planned -> assertThat(planned.most(2)).isEqualTo(4));
        SortedMap<String, Tally> oneLags = shards(4, KEEPS_UP);
        oneLags.putAll(shards(1, LAGS));
        assertThat(PLANNER.plan(FOUR, oneLags, Set.of("here#1", "here#2"), REGION, NOW))
                .isPresent();
        assertThat(PLANNER.plan(FOUR, oneLags, Set.of("here#0", "here#1"), REGION, NOW))
                .isEmpty();
        assertThat(PLANNER.plan(Schedule.NONE, shards(2, KEEPS_UP), Set.of("there#0", "here#0"), REGION, NOW))
                .isEmpty();
    }

    /** Press rejects by the greatest lag, so that the others may never lag. */
    @Test
    void plan_oneLagsAndTheOthersHaveFullBatches_doublesAMinuteAfterAChange() {
        SortedMap<String, Tally> busy = shards(4, ShardLoad.of(Duration.ofSeconds(1), 10, NOW));
        busy.putAll(shards(1, LAGS));
        assertThat(plan(FOUR, busy).orElseThrow().most(2)).isEqualTo(8);
        Schedule recent = new Schedule(1, List.of(new Schedule.Entry(NOW.minusSeconds(59), 4)));
        assertThat(plan(recent, busy)).isEmpty();
        SortedMap<String, Tally> idle = shards(4, KEEPS_UP);
        idle.putAll(shards(1, LAGS));
        assertThat(plan(FOUR, idle)).isEmpty();
    }

    @Test
    void plan_pending_addsNothing() {
        assertThat(plan(FOUR.then(8, NOW.minusSeconds(80)), shards(4, LAGS))).isEmpty();
        assertThat(plan(FOUR.then(8, NOW.minusSeconds(90)), shards(8, LAGS))).isPresent();
    }

    @Test
    void plan_lagWithoutFullBatchesOrOldOrElsewhere_changesNothing() {
        assertThat(plan(Schedule.NONE, shards(2, ShardLoad.of(Duration.ofMinutes(1), 1, NOW))))
                .isEmpty();
        assertThat(plan(Schedule.NONE, shards("here", 2, LAGS, NOW.minusSeconds(11))))
                .isEmpty();
        assertThat(plan(Schedule.NONE, shards("there", 2, LAGS, NOW))).isEmpty();
    }

    @Test
    void plan_maximum_entersTheListOnce() {
        ShardPlanner fixed = new ShardPlanner(2, 2);
        Schedule planned = fixed.plan(Schedule.NONE, shards(2, LAGS), Set.of(), REGION, NOW)
                .orElseThrow();
        assertThat(planned.most(2)).isEqualTo(2);
        assertThat(fixed.plan(planned, shards(2, LAGS), Set.of(), REGION, NOW.plusSeconds(100)))
                .isEmpty();
        Schedule most = new Schedule(3, List.of(new Schedule.Entry(NOW.minusSeconds(9), 16)));
        assertThat(plan(most, shards(16, LAGS))).isEmpty();
    }

    @Test
    void plan_quietMinutes_halvesDownToTheMinimumAndIsRemoved() {
        assertThat(plan(FOUR, shards(4, KEEPS_UP)).orElseThrow().shards(NOW.plusSeconds(90), 2))
                .isEqualTo(2);
        ShardLoad busyBefore = new ShardLoad(Duration.ZERO, 1, NOW.minus(Duration.ofMinutes(4)), 1);
        assertThat(plan(FOUR, shards(4, busyBefore))).isEmpty();
        Schedule two = new Schedule(1, List.of(new Schedule.Entry(NOW.minus(Duration.ofMinutes(7)), 2)));
        assertThat(plan(two, shards(4, KEEPS_UP))).contains(Schedule.NONE);
        Schedule recent = new Schedule(1, List.of(new Schedule.Entry(NOW.minus(Duration.ofMinutes(4)), 4)));
        assertThat(plan(recent, shards(4, KEEPS_UP))).isEmpty();
    }

    @Test
    void plan_minimumWasRaised_takesIt() {
        ShardPlanner raised = new ShardPlanner(8, 16);
        assertThat(raised.plan(FOUR, shards(4, KEEPS_UP), Set.of(), REGION, NOW).orElseThrow())
                .extracting(planned -> planned.shards(NOW.plusSeconds(90), 8))
                .isEqualTo(8);
        assertThat(raised.plan(FOUR, shards(4, LAGS), Set.of(), REGION, NOW).orElseThrow())
                .extracting(planned -> planned.shards(NOW.plusSeconds(90), 8))
                .isEqualTo(8);
    }

    @Test
    void plan_silent_returnsToTheMinimumAtOnce() {
        Schedule many = new Schedule(9, List.of(new Schedule.Entry(NOW.minus(Duration.ofMinutes(7)), 16)));
        assertThat(plan(many, shards(16, KEEPS_UP)).orElseThrow().shards(NOW.plusSeconds(90), 2))
                .isEqualTo(8);
        assertThat(plan(many, shards("here", 16, KEEPS_UP, NOW.minus(Duration.ofMinutes(6))))
                        .orElseThrow()
                        .shards(NOW.plusSeconds(90), 2))
                .isEqualTo(2);
    }

    @Test
    void plan_anyHistory_keepsAtMostSixEntries() {
        Schedule schedule = Schedule.NONE;
        Instant now = NOW;
        for (int step = 0; step < 1000; step++) {
            ShardLoad load = ShardLoad.of(Duration.ofSeconds(6), step % 100 < 50 ? 10 : 1, now);
            schedule = new ShardPlanner(1, 256)
                    .plan(schedule, shards("here", 256, load, now), Set.of(), REGION, now)
                    .orElse(schedule);
            assertThat(schedule.entries()).hasSizeLessThanOrEqualTo(Schedule.MAX_ENTRIES);
            now = now.plusSeconds(20);
        }
    }

    @Test
    void needsSchedule_quietCounterWithFewShards_false() {
        assertThat(PLANNER.needsSchedule(shards(2, KEEPS_UP), Set.of(), REGION, NOW))
                .isFalse();
        assertThat(PLANNER.needsSchedule(shards("there", 4, LAGS, NOW), Set.of(), REGION, NOW))
                .isFalse();
        assertThat(PLANNER.needsSchedule(shards(1, LAGS), Set.of(), REGION, NOW))
                .isTrue();
        assertThat(PLANNER.needsSchedule(shards(3, KEEPS_UP), Set.of(), REGION, NOW))
                .isTrue();
        assertThat(PLANNER.needsSchedule(shards(2, KEEPS_UP), Set.of("here#1"), REGION, NOW))
                .isTrue();
    }

    @Test
    void lag_freshShardsOfTheRegion_isTheGreatest() {
        SortedMap<String, Tally> shards = shards(1, LAGS);
        shards.putAll(shards("there", 1, ShardLoad.of(Duration.ofMinutes(9), 1, NOW), NOW));
        assertThat(ShardPlanner.lag(shards, REGION, NOW)).isEqualTo(Duration.ofSeconds(6));
        assertThat(ShardPlanner.lag(shards, REGION, NOW.plusSeconds(11))).isZero();
    }

    @Test
    void new_numbersOutOfBounds_rejected() {
        assertThatThrownBy(() -> new ShardPlanner(0, 1)).hasMessageContaining("TALLY_SHARDS must");
        assertThatThrownBy(() -> new ShardPlanner(1, 1001)).hasMessageContaining("TALLY_SHARDS_MAX must");
    }

    private static Optional<Schedule> plan(Schedule present, SortedMap<String, Tally> shards) {
        return PLANNER.plan(present, shards, Set.of(), REGION, NOW);
    }

    private static SortedMap<String, Tally> shards(int count, ShardLoad load) {
        return shards(REGION, count, load, NOW);
    }

    private static SortedMap<String, Tally> shards(String region, int count, ShardLoad load, Instant writtenAt) {
        SortedMap<String, Tally> shards = new TreeMap<>();
        IntStream.range(0, count)
                .forEach(index -> shards.put(
                        region + "#" + index, new Tally(1, 1, Map.of(), Minutes.NONE, writtenAt).with(load)));
        return shards;
    }
}
