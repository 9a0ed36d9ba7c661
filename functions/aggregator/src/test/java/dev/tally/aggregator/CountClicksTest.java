package dev.tally.aggregator;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.NOW;
import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.SHARD;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.queued;
import static dev.tally.counter.Fixtures.sequence;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.aggregator.TroubledTallyStore.Trouble;
import dev.tally.counter.CounterId;
import dev.tally.counter.ExactlyOnce;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.Reset;
import dev.tally.counter.Shard;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.Total;
import dev.tally.counter.Vote;
import dev.tally.counter.Voter;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.metrics.FakeMetrics;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.trace.FakeSpans;
import dev.tally.runtime.trace.SpanData;
import dev.tally.runtime.trace.TraceContext;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class CountClicksTest {

    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    private static final Shard VOTES = new Shard(new CounterId("like~a"), 0);
    private static final Voter ANN = Voter.ofClient("ann-0123456789abcdef");
    private static final Voter BOB = Voter.ofClient("bob-0123456789abcdef");
    private static final Deadline DEADLINE = Deadline.after(Duration.ofSeconds(5), CLOCK);

    private final FakeSpans spans = new FakeSpans();
    private final FakeMetrics metrics = new FakeMetrics();
    private final List<Duration> pauses = new ArrayList<>();

    @Test
    void count_tracedClicks_eachHasOneSpanAndTheWriteCarriesTheLast() {
        List<QueuedChange> batch = List.of(traced(1, "a"), queued(2, 1), traced(3, "b"), queued(4, 1));
        TroubledTallyStore store = new TroubledTallyStore(List.of());
        count(store, batch);
        count(store, batch);
        assertThat(spans.all()).extracting(SpanData::parent).containsExactly("a".repeat(16), "b".repeat(16));
        assertThat(store.traces.get(0)).contains(spans.all().get(1).context());
    }

    @Test
    void count_sameBatchTwice_countsOnceInOneWriteEach() {
        TroubledTallyStore store = new TroubledTallyStore(List.of());
        List<QueuedChange> batch = List.of(queued(1, 1), queued(2, 4));
        assertThat(count(store, batch)).isEqualTo(2);
        assertThat(count(store, batch)).isZero();
        assertThat(total(store)).isEqualTo(5);
        assertThat(store.writes).isEqualTo(2);
    }

    @Test
    void count_redeliveredMixedWithNew_countsTheNewAndRecordsTheDuplicates() {
        TroubledTallyStore store = new TroubledTallyStore(List.of());
        count(store, List.of(queued(1, 1), queued(2, 1)));
        metrics.reset();
        assertThat(count(store, List.of(queued(1, 1), queued(2, 1), queued(3, 7))))
                .isEqualTo(1);
        assertThat(total(store)).isEqualTo(9);
        metrics.flush();
        assertThat(metrics.sum(Metric.CLICKS_COUNTED)).isEqualTo(1);
        assertThat(metrics.values(Metric.CLICK_TO_COUNTED)).hasSize(1);
        assertThat(metrics.sum(Metric.DUPLICATES_DROPPED)).isEqualTo(2);
    }

    @Test
    void count_answerOfTheWriteLost_failsAndCountsOnceWhenReceivedAgain() {
        TroubledTallyStore store = new TroubledTallyStore(List.of(Trouble.ANSWER_LOST));
        List<QueuedChange> batch = List.of(queued(1, 1));
        assertThatThrownBy(() -> count(store, batch)).isInstanceOf(StoreUnavailableException.class);
        assertThat(count(store, batch)).isZero();
        assertThat(total(store)).isEqualTo(1);
    }

    @Test
    void count_deadlineOver_startsNoWrite() {
        TroubledTallyStore store = new TroubledTallyStore(List.of());
        Deadline over = Deadline.after(Duration.ZERO, CLOCK);
        assertThatThrownBy(() -> new CountClicks(store, CLOCK, metrics, spans.tracer(CLOCK), pauses::add)
                        .count(SHARD, QUEUE, List.of(queued(1, 1)), over))
                .isInstanceOf(DeadlineException.class);
        assertThat(store.writes).isZero();
    }

    @Test
    void count_votesMixedWithAReset_writesThemOnce() {
        TroubledTallyStore store = new TroubledTallyStore(List.of());
        List<QueuedChange> batch = List.of(vote(1, ANN, 1), reset(2), vote(3, BOB, 1), vote(4, BOB, 1));
        assertThat(countVotes(store, batch)).isEqualTo(3);
        assertThat(countVotes(store, batch)).isZero();
        assertThat(store.find(VOTES).orElseThrow().total()).isEqualTo(1);
        assertThat(store.writes).isEqualTo(1);
    }

    @Test
    void count_votesWrittenMeanwhile_plansAgainFromANewRead() {
        TroubledTallyStore store = new TroubledTallyStore(List.of(Trouble.CONFLICT, Trouble.CONFLICT));
        countVotes(store, List.of(vote(1, ANN, 1)));
        assertThat(pauses).containsExactly(Duration.ofMillis(5), Duration.ofMillis(10));
        assertThat(store.find(VOTES).orElseThrow().total()).isEqualTo(1);
        assertThat(store.find(VOTES).orElseThrow().writes()).isEqualTo(1);
    }

    private static QueuedChange vote(long sequence, Voter voter, int value) {
        return new QueuedChange(sequence(sequence), Vote.of(idAt(NOW), VOTES.counter(), voter, value));
    }

    private static QueuedChange reset(long sequence) {
        return new QueuedChange(sequence(sequence), new Reset(idAt(NOW), VOTES.counter(), 16));
    }

    private int countVotes(TroubledTallyStore store, List<QueuedChange> batch) {
        return new CountClicks(store, CLOCK, metrics, spans.tracer(CLOCK), pauses::add)
                .count(VOTES, QUEUE, batch, DEADLINE);
    }

    private static QueuedChange traced(long sequence, String digit) {
        QueuedChange click = queued(sequence, 1);
        TraceContext trace = new TraceContext(FakeSpans.ABOVE.traceId(), digit.repeat(16));
        return new QueuedChange(click.sequence(), click.change(), Optional.empty(), Optional.of(trace));
    }

    @Property
    void count_anyBatchesAnyTroubleAnyLostDeletes_countsEachClickOnce(
            @ForAll @Size(min = 1, max = 40) List<@IntRange(min = 1, max = 9) Integer> deltas,
            @ForAll @Size(max = 30) List<Trouble> troubles,
            @ForAll Random random) {
        TroubledTallyStore store = new TroubledTallyStore(troubles);
        FifoGroup group = new FifoGroup(IntStream.range(0, deltas.size())
                // Steps of 7 change the number of digits now and then.
                .mapToObj(place -> queued(place * 7L, deltas.get(place)))
                .toList());
        while (!group.isEmpty()) {
            List<QueuedChange> batch = group.receive(1 + random.nextInt(10));
            if (counts(store, batch) && random.nextInt(4) > 0) {
                // A delete may get lost for some messages of a batch.
                int keep = random.nextInt(3) == 0 ? random.nextInt(batch.size()) : batch.size();
                group.delete(batch.subList(0, keep));
            }
            if (random.nextBoolean()) {
                store.arrive();
            }
        }
        store.arrive();
        ExactlyOnce.assertCount(total(store), deltas, List.of());
    }

    private boolean counts(TroubledTallyStore store, List<QueuedChange> batch) {
        try {
            count(store, batch);
            return true;
        } catch (StoreUnavailableException receivedAgain) {
            return false;
        }
    }

    private int count(TroubledTallyStore store, List<QueuedChange> batch) {
        return new CountClicks(store, CLOCK, metrics, spans.tracer(CLOCK), pauses::add)
                .count(SHARD, QUEUE, batch, DEADLINE);
    }

    private static long total(TroubledTallyStore store) {
        return Total.sum(COUNTER, EPOCH, QUEUE, store.shards(COUNTER), NOW).count();
    }
}
