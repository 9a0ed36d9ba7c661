package dev.tally.broadcaster.rollup;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.clickAt;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.broadcaster.TestSettings;
import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.HistoryStore;
import dev.tally.counter.InMemoryHistoryStore;
import dev.tally.counter.InMemoryTallyStore;
import dev.tally.counter.InMemoryTotalStore;
import dev.tally.counter.Increment;
import dev.tally.counter.Minutes;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.Resolution;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardState;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyPlanner;
import dev.tally.counter.TallyStore;
import dev.tally.counter.Total;
import dev.tally.counter.UnreadableItemException;
import dev.tally.runtime.Concurrently;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.trace.FakeSpans;
import dev.tally.runtime.trace.SpanData;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RollupTest {

    private static final int SHARDS = 4;
    private static final RepairResets NO_RESETS = new RepairResets(any -> {}, "here");

    private final MovableClock clock = new MovableClock(Clock.fixed(NOW, ZoneOffset.UTC));
    private final InMemoryTallyStore tallies = new InMemoryTallyStore();
    private final InMemoryTotalStore totals = new InMemoryTotalStore();
    private final InMemoryHistoryStore history = new InMemoryHistoryStore();
    private final FakeSpans spans = new FakeSpans();
    private final Rollup rollup =
            new Rollup(tallies, totals, history, NO_RESETS, clock, spans.tracer(clock), TestSettings.DEFAULT);
    private long sequence;

    @Test
    void roll_noShard_publishesNothing() {
        rollup.roll(COUNTER, Set.of(Minutes.of(NOW)), Optional.empty(), any -> {});
        assertThat(rollup.rebuild(COUNTER, any -> {})).isEqualTo(Total.zero(COUNTER, EPOCH));
        assertThat(totals.find(COUNTER).total()).isEqualTo(Total.zero(COUNTER, EPOCH));
    }

    @Test
    void roll_unreadableShard_isSkippedUntilItsRepair() {
        Set<Long> changed = count(0, NOW, 5);
        TallyStore edited = new ReadShards() {
            @Override
            public SortedMap<String, Tally> shards(CounterId counter) {
                throw new UnreadableItemException("item pk=shards#" + counter + " sk=here#0 cannot be read: total");
            }
        };
        new Rollup(edited, totals, history, NO_RESETS, clock, spans.tracer(clock), TestSettings.DEFAULT)
                .roll(COUNTER, changed, Optional.empty(), any -> {});
        assertThat(totals.find(COUNTER).total()).isEqualTo(Total.zero(COUNTER, EPOCH));
        rollup.roll(COUNTER, changed, Optional.empty(), any -> {});
        assertThat(totals.find(COUNTER).total().count()).isEqualTo(5);
    }

    @Test
    void roll_lateClick_isInTheOldestOpenMinuteOfTheHistory() {
        Set<Long> changed = count(0, NOW.minus(Duration.ofHours(2)), 5);
        rollup.roll(COUNTER, changed, Optional.empty(), any -> {});
        long oldest = Minutes.oldestOpen(NOW);
        assertThat(history.minutes(COUNTER, 0, Minutes.of(NOW)).sums()).containsOnly(Map.entry(oldest, 5L));
    }

    @Test
    void roll_moreCountersAtOnceThanThreads_finishesEach() {
        ExecutorService few = Executors.newFixedThreadPool(2);
        try {
            Set<Long> changed = count(0, NOW, 5);
            Map<CounterId, Set<Long>> batch = IntStream.range(0, 50)
                    .boxed()
                    .collect(Collectors.toMap(number -> new CounterId("many-" + number), number -> changed));
            Set<CounterId> failed = new Concurrently(few)
                    .failures(
                            batch,
                            minutes -> rollup.roll(COUNTER, minutes, Optional.empty(), any -> {}),
                            Deadline.after(Duration.ofSeconds(20), Clock.systemUTC()),
                            (counter, reason) -> {});
            assertThat(failed).isEmpty();
        } finally {
            few.shutdownNow();
        }
    }

    @Test
    void roll_published_isAsOfTheReadOfTheShards() {
        Set<Long> changed = count(0, NOW, 5);
        clock.forward(2);
        rollup.roll(COUNTER, changed, Optional.empty(), any -> {});
        clock.forward(3);
        rollup.roll(COUNTER, changed, Optional.empty(), any -> {});
        assertThat(totals.find(COUNTER).total().updatedAt()).isEqualTo(NOW);
        assertThat(totals.find(COUNTER).total().asOf()).isEqualTo(NOW.plusSeconds(2));
    }

    @Test
    void roll_causedByATracedClick_isInItsTrace() {
        rollup.roll(COUNTER, count(0, NOW, 5), Optional.of(FakeSpans.ABOVE), any -> {});
        SpanData span = spans.all().get(0);
        assertThat(span.parent()).isEqualTo(FakeSpans.ABOVE.spanId());
        assertThat(span.attributes()).containsEntry("counter", COUNTER.value()).containsEntry("version", "1");
        rollup.roll(COUNTER, count(0, NOW, 5), Optional.empty(), any -> {});
        assertThat(spans.all()).hasSize(1);
    }

    @Test
    void roll_recordingFails_isRecordedByTheRetryOfTheSameTotal() {
        Set<Long> changed = count(0, NOW, 5);
        List<Runnable> delayed = new ArrayList<>();
        new Rollup(
                        tallies,
                        totals,
                        delayingHistory(delayed),
                        NO_RESETS,
                        clock,
                        spans.tracer(clock),
                        TestSettings.DEFAULT)
                .roll(COUNTER, changed, Optional.empty(), any -> {});
        assertThat(sumOfHistory()).isZero();
        rollup.roll(COUNTER, changed, Optional.empty(), any -> {});
        assertThat(sumOfHistory()).isEqualTo(5);
    }

    @Test
    void roll_aShardWasDeletedByHand_isSkipped() {
        rollup.roll(COUNTER, count(0, NOW, 5), Optional.empty(), any -> {});
        InMemoryTallyStore without = new InMemoryTallyStore();
        Rollup afterwards =
                new Rollup(without, totals, history, NO_RESETS, clock, spans.tracer(clock), TestSettings.DEFAULT);
        afterwards.roll(COUNTER, Set.of(Minutes.of(NOW)), Optional.empty(), any -> {});
        assertThat(totals.find(COUNTER).total().count()).isEqualTo(5);
        count(without, 1, NOW, 7);
        afterwards.roll(COUNTER, Set.of(Minutes.of(NOW)), Optional.empty(), any -> {});
        assertThat(totals.find(COUNTER).total().count()).isEqualTo(5);
        afterwards.roll(COUNTER, Set.of(Minutes.of(NOW)), Optional.empty(), any -> {});
        assertThat(totals.find(COUNTER).total().count()).isEqualTo(5);
    }

    @Test
    void roll_afterARestore_publishesInTheLaterEpochAndRecords() {
        rollup.roll(COUNTER, count(0, NOW, 5), Optional.empty(), any -> {});
        rollup.roll(COUNTER, count(0, NOW, 5), Optional.empty(), any -> {});
        Epoch later = new Epoch(EPOCH + "-1");
        totals.enter(later);
        InMemoryTallyStore restored = new InMemoryTallyStore();
        Set<Long> changed = count(restored, 0, NOW, 3);
        new Rollup(restored, totals, history, NO_RESETS, clock, spans.tracer(clock), TestSettings.in(later))
                .roll(COUNTER, changed, Optional.empty(), any -> {});
        assertThat(totals.find(COUNTER).total().epoch()).isEqualTo(later);
        assertThat(totals.find(COUNTER).total().count()).isEqualTo(3);
        assertThat(sumOfHistory()).isEqualTo(3);
        rollup.roll(COUNTER, count(0, NOW, 5), Optional.empty(), any -> {});
        assertThat(totals.find(COUNTER).total().count())
                .as("an outdated function")
                .isEqualTo(3);
        assertThat(sumOfHistory()).isEqualTo(3);
    }

    @Test
    void roll_published_hasTheWatermarksOfTheQueue() {
        rollup.roll(COUNTER, count(0, NOW, 5), Optional.empty(), any -> {});
        rollup.roll(COUNTER, count(1, NOW, 5), Optional.empty(), any -> {});
        assertThat(totals.find(COUNTER).total().watermarks())
                .isEqualTo(Map.of("here#0", sequence(1), "here#1", sequence(2)));
    }

    @Test
    void rebuild_aTotalThatWasEditedByHand_isExactAgain() {
        rollup.roll(COUNTER, count(0, NOW, 5), Optional.empty(), any -> {});
        Total exact = totals.find(COUNTER).total();
        totals.publish(new Total(
                COUNTER,
                EPOCH,
                6,
                exact.version(),
                exact.writes(),
                exact.watermarks(),
                exact.minutes(),
                exact.updatedAt(),
                exact.asOf()));
        rollup.rebuild(COUNTER, any -> {});
        assertThat(totals.find(COUNTER).total()).isEqualTo(exact);
    }

    @Test
    void rebuild_afterLostRecords_publishesTotalAndMinutes() {
        count(0, NOW, 5);
        count(1, NOW.minusSeconds(120), 7);
        rollup.rebuild(COUNTER, any -> {});
        assertThat(totals.find(COUNTER).total().count()).isEqualTo(12);
        assertThat(sumOfHistory()).isEqualTo(12);
    }

    @Test
    void audit_afterRollup_agreesAndListsTheShards() {
        rollup.roll(COUNTER, count(0, NOW, 5), Optional.empty(), any -> {});
        rollup.roll(COUNTER, count(1, NOW, 7), Optional.empty(), any -> {});
        clock.forward(90);
        ObjectNode audit = new AuditCounter(tallies, totals, history, clock).audit(COUNTER);
        assertThat(audit.get("counted").asLong()).isEqualTo(12);
        assertThat(audit.get("adjusted").asLong()).isZero();
        assertThat(audit.get("reset").isNull()).isTrue();
        assertThat(audit.get("disagrees").isNull()).isTrue();
        assertThat(audit.get("shards"))
                .extracting(shard -> shard.get("holds").asLong())
                .containsExactly(5L, 7L);
    }

    @Test
    void audit_missingRollup_namesTheShard() {
        rollup.roll(COUNTER, count(0, NOW, 5), Optional.empty(), any -> {});
        clock.forward(2);
        count(1, NOW, 7);
        clock.forward(90);
        ObjectNode audit = new AuditCounter(tallies, totals, history, clock).audit(COUNTER);
        assertThat(audit.get("disagrees").asText()).contains("shard here#1");
    }

    /** Random clicks, some of them late, in random batches within a minute, mixed with repeated and old batches. */
    @Property(tries = 300)
    void roll_anyDelivery_totalWindowsAndHistoryAreTheSumOfTheClicks(@ForAll long seed) {
        new RollupTest().deliverInAnyWay(new Random(seed));
    }

    private void deliverInAnyWay(Random random) {
        List<Set<Long>> delivered = new ArrayList<>();
        Set<Long> pending = new TreeSet<>();
        TreeMap<Long, Long> recount = new TreeMap<>();
        Instant oldestPending = clock.instant();
        long sum = 0;
        for (int step = 0; step < 150; step++) {
            int delta = 1 + random.nextInt(5);
            Instant time = clock.instant().minusSeconds(random.nextInt(3000));
            pending.addAll(count(random.nextInt(SHARDS), time, delta));
            recount.merge(Math.max(Minutes.of(time), Minutes.oldestOpen(clock.instant())), (long) delta, Long::sum);
            sum += delta;
            if (random.nextInt(4) == 0 || clock.instant().isAfter(oldestPending.plusSeconds(50))) {
                deliver(pending, delivered);
                assertWindows(recount);
                clock.forward(random.nextInt(90));
                oldestPending = clock.instant();
            } else {
                clock.forward(random.nextInt(5));
            }
            if (!delivered.isEmpty() && random.nextInt(5) == 0) {
                rollup.roll(COUNTER, delivered.get(random.nextInt(delivered.size())), Optional.empty(), any -> {});
            }
        }
        deliver(pending, delivered);
        assertThat(totals.find(COUNTER).total().count()).isEqualTo(sum);
        assertThat(totals.find(COUNTER).total().version()).isEqualTo(150);
        assertThat(sumOfHistory()).isEqualTo(sum);
        assertHistory(recount);
    }

    /**
     * Random clicks around the end of an hour. Their rollups, and the writes of these to the history, are delayed by up
     * to a minute, repeated and out of order.
     */
    @Property(tries = 300)
    void roll_writesToTheHistoryInAnyOrder_everyMinuteIsExact(@ForAll long seed) {
        new RollupTest().recordInAnyOrder(new Random(seed));
    }

    private void recordInAnyOrder(Random random) {
        List<Runnable> writes = new ArrayList<>();
        List<Runnable> delayed = new ArrayList<>();
        Rollup delaying = new Rollup(
                tallies, totals, delayingHistory(delayed), NO_RESETS, clock, spans.tracer(clock), TestSettings.DEFAULT);
        List<Set<Long>> records = new ArrayList<>();
        TreeMap<Long, Long> recount = new TreeMap<>();
        clock.forward(random.nextInt(3600));
        Instant oldest = clock.instant();
        for (int step = 0; step < 150; step++) {
            int delta = random.nextBoolean() ? 1 + random.nextInt(5) : -1 - random.nextInt(5);
            Instant time = clock.instant().minusSeconds(random.nextInt(1500));
            records.add(count(random.nextInt(SHARDS), time, delta));
            recount.merge(Math.max(Minutes.of(time), Minutes.oldestOpen(clock.instant())), (long) delta, Long::sum);
            if (random.nextInt(3) == 0) {
                Set<Long> record = records.get(random.nextInt(records.size()));
                delaying.roll(COUNTER, record, Optional.empty(), any -> {});
                records.remove(record);
            }
            if (!delayed.isEmpty() && random.nextInt(3) == 0) {
                Runnable write = delayed.remove(random.nextInt(delayed.size()));
                write.run();
                writes.add(write);
            }
            if (!writes.isEmpty() && random.nextInt(4) == 0) {
                writes.get(random.nextInt(writes.size())).run();
            }
            if (clock.instant().isAfter(oldest.plusSeconds(50)) || step == 149) {
                Collections.shuffle(records, random);
                records.forEach(record -> delaying.roll(COUNTER, record, Optional.empty(), any -> {}));
                records.clear();
                Collections.shuffle(delayed, random);
                delayed.forEach(Runnable::run);
                writes.addAll(delayed);
                delayed.clear();
                assertThat(history.minutes(COUNTER, 0, Minutes.of(clock.instant()))
                                .sums())
                        .isEqualTo(recount);
                clock.forward(random.nextInt(400));
                oldest = clock.instant();
            } else {
                clock.forward(random.nextInt(6));
            }
        }
    }

    /** Returns a history with writes that wait in a list until they are run. */
    private HistoryStore delayingHistory(List<Runnable> delayed) {
        return new HistoryStore() {
            @Override
            public void record(CounterId counter, Minutes minutes, Epoch epoch, long version, Instant expiresAt) {
                delayed.add(() -> history.record(counter, minutes, epoch, version, expiresAt));
            }

            @Override
            public Minutes minutes(CounterId counter, long from, long to) {
                throw new UnsupportedOperationException();
            }
        };
    }

    /** Compares the windows, as read at any time until the next rollup, with a plain recount of the clicks. */
    private void assertWindows(SortedMap<Long, Long> recount) {
        Minutes published = totals.find(COUNTER).total().minutes();
        for (int later : new int[] {0, 59, 60, 300}) {
            Instant now = clock.instant().plusSeconds(later);
            for (int length : new int[] {1, 5, 10}) {
                assertThat(published.window(length, now))
                        .as("%d minutes at %s", length, now)
                        .isEqualTo(sum(recount.tailMap(Minutes.of(now) - length + 1)));
            }
        }
    }

    private void assertHistory(SortedMap<Long, Long> recount) {
        Minutes minutes = history.minutes(COUNTER, 0, Minutes.of(clock.instant()));
        for (Resolution resolution : Resolution.values()) {
            long length = resolution.length().toMinutes();
            long from = resolution.startOf(NOW.minusSeconds(3600));
            for (Resolution.Window window : resolution.windows(minutes, from, Minutes.of(clock.instant()))) {
                long start = Minutes.of(window.start());
                assertThat(window.sum()).isEqualTo(sum(recount.subMap(start, start + length)));
            }
        }
    }

    private static long sum(Map<Long, Long> minutes) {
        return minutes.values().stream().mapToLong(Long::longValue).sum();
    }

    private void deliver(Set<Long> pending, List<Set<Long>> delivered) {
        rollup.roll(COUNTER, pending, Optional.empty(), any -> {});
        delivered.add(Set.copyOf(pending));
        pending.clear();
    }

    /** Counts one click, and returns the changed minutes that the stream would report. */
    private Set<Long> count(int index, Instant time, int delta) {
        return count(tallies, index, time, delta);
    }

    private Set<Long> count(TallyStore store, int index, Instant time, int delta) {
        Shard shard = new Shard(COUNTER, index);
        QueuedChange click = new QueuedChange(sequence(++sequence), clickAt(time, delta));
        Increment increment = TallyPlanner.plan(shard, QUEUE, List.of(click), ShardState.UNKNOWN, clock.instant())
                .increment()
                .orElseThrow();
        store.add(increment, clock.instant());
        return increment.minutes().sums().keySet();
    }

    private long sumOfHistory() {
        return history.minutes(COUNTER, 0, Minutes.of(clock.instant()) + 1).sums().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }
}
