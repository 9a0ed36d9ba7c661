package dev.tally.counter;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.SHARD;
import static dev.tally.counter.Fixtures.adjustment;
import static dev.tally.counter.Fixtures.click;
import static dev.tally.counter.Fixtures.clickAt;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.queued;
import static dev.tally.counter.Fixtures.reset;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.TallyStore.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The rules of every {@link TallyStore}, as tests that each implementation's test extends. */
public abstract class TallyStoreContract {

    /** Returns an empty store. */
    protected abstract TallyStore store();

    @Test
    void tallies_neverClicked_none() {
        assertThat(store().tallies(COUNTER)).isEmpty();
        assertThat(store().find(SHARD)).isEmpty();
    }

    @Test
    void add_first_isTheTally() {
        TallyStore store = store();
        assertThat(store.add(increment(SHARD, QUEUE, queued(5, 3), queued(6, 4)), NOW))
                .isEqualTo(new Outcome.Added());
        assertThat(store.tallies(COUNTER))
                .containsExactly(new Tally(
                                7,
                                1,
                                Map.of(QUEUE, sequence(6)),
                                increment(SHARD, QUEUE, queued(5, 7)).minutes(),
                                NOW)
                        .with(ShardLoad.of(Duration.ZERO, 2, NOW)));
    }

    @Test
    void add_fullBatch_keepsItsTimeAfterSmallerOnes() {
        TallyStore store = store();
        QueuedChange[] full = IntStream.rangeClosed(1, ShardLoad.FULL)
                .mapToObj(place -> new QueuedChange(
                        sequence(place), click(1), Optional.of(NOW.minusMillis(1500L + place)), Optional.empty()))
                .toArray(QueuedChange[]::new);
        store.add(increment(SHARD, QUEUE, full), NOW);
        assertThat(store.tallies(COUNTER).get(0).load())
                .isEqualTo(new ShardLoad(Duration.ofMillis(1501), ShardLoad.FULL, NOW, ShardLoad.FULL));
        Instant later = NOW.plusSeconds(9);
        store.add(increment(later, SHARD, QUEUE, queued(9, 1)), later);
        assertThat(store.tallies(COUNTER).get(0).load())
                .isEqualTo(new ShardLoad(Duration.ZERO, 1, NOW, ShardLoad.FULL + 1));
    }

    @Test
    void add_aboveTheWatermark_adds() {
        TallyStore store = store();
        store.add(increment(SHARD, QUEUE, queued(5, 3)), NOW);
        assertThat(store.add(increment(SHARD, QUEUE, queued(10, -1)), NOW)).isEqualTo(new Outcome.Added());
        Tally tally = store.tallies(COUNTER).get(0);
        assertThat(tally.total()).isEqualTo(2);
        assertThat(tally.writes()).isEqualTo(2);
    }

    @Test
    void add_adjustments_areInTheTotalAndAddedUp() {
        TallyStore store = store();
        store.add(increment(SHARD, QUEUE, queued(5, 3), adjustment(6, Adjustment.MAX_DELTA)), NOW);
        store.add(increment(SHARD, QUEUE, adjustment(7, -5)), NOW);
        Tally tally = store.tallies(COUNTER).get(0);
        assertThat(tally.total()).isEqualTo(Adjustment.MAX_DELTA - 2);
        assertThat(tally.adjusted()).isEqualTo(Adjustment.MAX_DELTA - 5);
        assertThat(tally.minutes().sums().values()).containsExactly(3L);
    }

    @Test
    void add_reset_replacesTheTotalAndKeepsTheMinutes() {
        TallyStore store = store();
        ClickId generation = idAt(NOW);
        store.add(increment(SHARD, QUEUE, queued(5, 3), adjustment(6, 70)), NOW);
        store.add(
                increment(SHARD, QUEUE, queued(7, 20), reset(8, generation, 2), queued(9, 4), adjustment(10, 6)), NOW);
        Tally tally = store.tallies(COUNTER).get(0);
        assertThat(tally.total()).isEqualTo(10);
        assertThat(tally.adjusted()).isEqualTo(6);
        assertThat(tally.writes()).isEqualTo(2);
        assertThat(tally.reset()).contains(new Reset(generation, COUNTER, 2));
        assertThat(tally.watermarks()).containsEntry(QUEUE, sequence(10));
        assertThat(tally.minutes().sums().values()).containsExactly(27L);
    }

    @Test
    void add_resetThatIsNotAboveTheShards_isBehindAndChangesNothing() {
        TallyStore store = store();
        ClickId lower = idAt(NOW.minusSeconds(1));
        ClickId generation = idAt(NOW);
        store.add(increment(SHARD, QUEUE, reset(5, generation, 2), queued(6, 3)), NOW);
        for (ClickId late : List.of(lower, generation)) {
            assertThat(store.add(increment(SHARD, QUEUE, reset(7, late, 2)), NOW))
                    .isEqualTo(new Outcome.Behind(sequence(6), generation));
            assertThat(store.add(increment(SHARD, "tally-clicks-2.fifo", reset(1, late, 2)), NOW))
                    .isEqualTo(new Outcome.Behind(null, generation));
        }
        assertThat(store.tallies(COUNTER)).extracting(Tally::total).containsExactly(3L);
    }

    @Test
    void add_theSameTwice_isBehindAndAddsNothing() {
        TallyStore store = store();
        Increment increment = increment(SHARD, QUEUE, queued(5, 3), queued(9, 1));
        store.add(increment, NOW);
        assertThat(store.add(increment, NOW)).isEqualTo(new Outcome.Behind(sequence(9)));
        assertThat(store.tallies(COUNTER)).extracting(Tally::total).containsExactly(4L);
    }

    @Test
    void add_partlyCounted_isBehindAndAddsNothing() {
        TallyStore store = store();
        store.add(increment(SHARD, QUEUE, queued(5, 3)), NOW);
        assertThat(store.add(increment(SHARD, QUEUE, queued(5, 3), queued(6, 1)), NOW))
                .isEqualTo(new Outcome.Behind(sequence(5)));
        assertThat(store.tallies(COUNTER)).extracting(Tally::total).containsExactly(3L);
    }

    @Test
    void add_moreDigits_comparesNumbersAndNotText() {
        TallyStore store = store();
        store.add(increment(SHARD, QUEUE, queued(999, 1)), NOW);
        assertThat(store.add(increment(SHARD, QUEUE, queued(1000, 1)), NOW)).isEqualTo(new Outcome.Added());
    }

    @Test
    void add_beyond38Digits_keepsEveryDigit() {
        TallyStore store = store();
        SequenceNumber even = SequenceNumber.parse("340282366920938463463374607431768211454");
        SequenceNumber odd = SequenceNumber.parse("340282366920938463463374607431768211455");
        store.add(increment(SHARD, QUEUE, new QueuedChange(even, clickAt(NOW, 1))), NOW);
        assertThat(store.add(increment(SHARD, QUEUE, new QueuedChange(odd, clickAt(NOW, 1))), NOW))
                .isEqualTo(new Outcome.Added());
    }

    @Test
    void add_fromARecreatedQueue_startsAgain() {
        TallyStore store = store();
        store.add(increment(SHARD, QUEUE, queued(900, 1)), NOW);
        assertThat(store.add(increment(SHARD, "tally-clicks-2.fifo", queued(0, 1)), NOW))
                .isEqualTo(new Outcome.Added());
        assertThat(store.tallies(COUNTER)).extracting(Tally::total).containsExactly(2L);
    }

    @Test
    void add_otherShardsAndCounters_areSeparate() {
        TallyStore store = store();
        store.add(increment(SHARD, QUEUE, queued(1, 1)), NOW);
        store.add(increment(new Shard(COUNTER, 10), QUEUE, queued(1, 2)), NOW);
        store.add(increment(new Shard(new CounterId("likes2"), 0), QUEUE, queued(1, 4)), NOW);
        assertThat(store.tallies(COUNTER)).extracting(Tally::total).containsExactlyInAnyOrder(1L, 2L);
        assertThat(store.find(SHARD).map(Tally::total)).contains(1L);
    }

    @Test
    void add_minuteAfterMinute_keepsAboutARing() {
        TallyStore store = store();
        for (int minute = 0; minute < 3 * Minutes.KEPT; minute++) {
            Instant now = NOW.plusSeconds(60L * minute);
            store.add(increment(now, SHARD, QUEUE, new QueuedChange(sequence(minute), clickAt(now, 1))), now);
        }
        Tally tally = store.tallies(COUNTER).get(0);
        assertThat(tally.total()).isEqualTo(3L * Minutes.KEPT);
        assertThat(tally.minutes().sums()).hasSize(Minutes.KEPT);
    }

    @Test
    void add_withLongPauses_keepsAtMostTwoRings() {
        TallyStore store = store();
        for (int day = 0; day < 3 * Minutes.KEPT; day++) {
            Instant now = NOW.plusSeconds(86_400L * day);
            store.add(increment(now, SHARD, QUEUE, new QueuedChange(sequence(day), clickAt(now, 1))), now);
        }
        Tally tally = store.tallies(COUNTER).get(0);
        assertThat(tally.total()).isEqualTo(3L * Minutes.KEPT);
        assertThat(tally.minutes().sums()).hasSizeLessThanOrEqualTo(2 * Minutes.KEPT);
    }

    @Test
    void add_theSameFromManyThreads_addsOnce() {
        TallyStore store = store();
        Increment increment = increment(SHARD, QUEUE, queued(1, 1), queued(2, 1));
        long added = IntStream.range(0, 8)
                .parallel()
                .mapToObj(thread -> store.add(increment, NOW))
                .filter(Outcome.Added.class::isInstance)
                .count();
        assertThat(added).isEqualTo(1);
        assertThat(store.tallies(COUNTER)).extracting(Tally::total).containsExactly(2L);
    }

    private static Increment increment(Shard shard, String queue, QueuedChange... clicks) {
        return increment(NOW, shard, queue, clicks);
    }

    private static Increment increment(Instant now, Shard shard, String queue, QueuedChange... clicks) {
        return TallyPlanner.plan(shard, queue, List.of(clicks), ShardState.UNKNOWN, now)
                .increment()
                .orElseThrow();
    }
}
