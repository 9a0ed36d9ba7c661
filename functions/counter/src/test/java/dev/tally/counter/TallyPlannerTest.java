package dev.tally.counter;

import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.SHARD;
import static dev.tally.counter.Fixtures.adjustment;
import static dev.tally.counter.Fixtures.clickAt;
import static dev.tally.counter.Fixtures.queued;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.TallyPlanner.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TallyPlannerTest {

    @Test
    void plan_noWatermark_allAreFresh() {
        QueuedChange first = queued(7, 1);
        QueuedChange second = queued(8, -3);
        Plan plan = plan(null, second, first);
        assertThat(plan.fresh()).containsExactly(first, second);
        assertThat(plan.counted()).isEmpty();
        Increment increment = plan.increment().orElseThrow();
        assertThat(increment.first()).isEqualTo(sequence(7));
        assertThat(increment.last()).isEqualTo(sequence(8));
        assertThat(increment.clicks()).isEqualTo(2);
        assertThat(increment.sum()).isEqualTo(-2);
    }

    @Test
    void plan_redeliveredMixedWithNew_splitsThemAtTheWatermark() {
        QueuedChange redelivered = queued(8, 1);
        QueuedChange fresh = queued(9, 5);
        Plan plan = plan(sequence(8), redelivered, fresh);
        assertThat(plan.fresh()).containsExactly(fresh);
        assertThat(plan.counted()).containsExactly(redelivered);
        Increment increment = plan.increment().orElseThrow();
        assertThat(increment.first()).isEqualTo(sequence(9));
        assertThat(increment.sum()).isEqualTo(5);
    }

    @Test
    void plan_allAtOrBelowTheWatermark_hasNoIncrement() {
        Plan plan = plan(sequence(8), queued(7, 1), queued(8, 1));
        assertThat(plan.increment()).isEmpty();
        assertThat(plan.fresh()).isEmpty();
        assertThat(plan.counted()).hasSize(2);
    }

    @Test
    void plan_noClicks_hasNoIncrement() {
        assertThat(plan(null)).isEqualTo(new Plan(Optional.empty(), List.of(), List.of()));
    }

    @Test
    void plan_freshClickTwice_countsOnce() {
        QueuedChange click = queued(7, 3);
        Plan plan = plan(null, click, click);
        assertThat(plan.fresh()).containsExactly(click);
        assertThat(plan.increment().orElseThrow().sum()).isEqualTo(3);
    }

    @Test
    void plan_sumOfZero_isStillAWrite() {
        assertThat(plan(null, queued(1, 1), queued(2, -1)).increment()).isPresent();
    }

    @Test
    void plan_clicksOfSeveralMinutes_sumsEachByItsOwnTime() {
        Increment increment = plan(
                        null,
                        new QueuedChange(sequence(1), clickAt(NOW, 1)),
                        new QueuedChange(sequence(2), clickAt(NOW.minusSeconds(60), 2)),
                        new QueuedChange(sequence(3), clickAt(NOW.minusSeconds(60), 4)))
                .increment()
                .orElseThrow();
        assertThat(increment.minutes().sums())
                .containsEntry(Minutes.of(NOW), 1L)
                .containsEntry(Minutes.of(NOW) - 1, 6L)
                .hasSize(2);
    }

    @Test
    void plan_clickOlderThanTheOpenMinutes_countsIntoTheOldestOfThem() {
        Increment increment = plan(null, new QueuedChange(sequence(1), clickAt(NOW.minus(Duration.ofHours(2)), 9)))
                .increment()
                .orElseThrow();
        assertThat(increment.minutes().sums()).containsOnly(Map.entry(Minutes.oldestOpen(NOW), 9L));
    }

    @Test
    void plan_adjustment_addsToTheSumAndToNoMinute() {
        Increment increment = plan(null, queued(1, 3), adjustment(2, -Adjustment.MAX_DELTA))
                .increment()
                .orElseThrow();
        assertThat(increment.sum()).isEqualTo(3 - Adjustment.MAX_DELTA);
        assertThat(increment.adjusted()).isEqualTo(-Adjustment.MAX_DELTA);
        assertThat(increment.minutes().sums()).containsOnly(Map.entry(Minutes.of(NOW), 3L));
    }

    @Property
    void plan_anyOrderAndRepetition_isThePlanOfTheDistinctClicks(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(min = 1, max = 1000) Integer> deltas,
            @ForAll @IntRange(min = -1, max = 20) int counted,
            @ForAll Random random) {
        List<QueuedChange> distinct = IntStream.range(0, deltas.size())
                .mapToObj(place -> queued(place, deltas.get(place)))
                .toList();
        List<QueuedChange> delivered = new ArrayList<>(distinct);
        random.ints(10, 0, distinct.size()).forEach(place -> delivered.add(distinct.get(place)));
        Collections.shuffle(delivered, random);

        SequenceNumber watermark = counted < 0 ? null : sequence(counted);
        Plan plan = TallyPlanner.plan(SHARD, QUEUE, delivered, new ShardState(watermark, null), NOW);

        int firstFresh = Math.min(counted + 1, distinct.size());
        assertThat(plan.fresh()).isEqualTo(distinct.subList(firstFresh, distinct.size()));
        assertThat(plan.counted())
                .isEqualTo(delivered.stream()
                        .filter(click -> !plan.fresh().contains(click))
                        .toList());
        assertThat(plan.increment().isPresent()).isEqualTo(!plan.fresh().isEmpty());
        plan.increment().ifPresent(increment -> {
            assertThat(increment.sum())
                    .isEqualTo(deltas.stream()
                            .skip(firstFresh)
                            .mapToLong(Integer::longValue)
                            .sum());
            assertThat(increment.clicks()).isEqualTo(plan.fresh().size());
            assertThat(increment.first()).isEqualTo(plan.fresh().get(0).sequence());
            assertThat(increment.last())
                    .isEqualTo(distinct.get(distinct.size() - 1).sequence());
            assertThat(increment.minutes().window(Minutes.KEPT, NOW)).isEqualTo(increment.sum());
        });
    }

    private static Plan plan(@Nullable SequenceNumber watermark, QueuedChange... clicks) {
        return TallyPlanner.plan(SHARD, QUEUE, List.of(clicks), new ShardState(watermark, null), NOW);
    }
}
