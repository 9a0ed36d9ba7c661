package dev.tally.broadcaster.rollup;

import static dev.tally.counter.Fixtures.QUEUE;
import static dev.tally.counter.Fixtures.idAt;
import static dev.tally.counter.Fixtures.queued;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.tally.broadcaster.StreamEvents;
import dev.tally.broadcaster.TestSettings;
import dev.tally.broadcaster.lambda.HandOver;
import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.HistoryStore;
import dev.tally.counter.InMemoryHistoryStore;
import dev.tally.counter.InMemoryHotListStore;
import dev.tally.counter.InMemoryLaggingStore;
import dev.tally.counter.InMemoryTallyStore;
import dev.tally.counter.InMemoryTotalStore;
import dev.tally.counter.Minutes;
import dev.tally.counter.Schedule;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardLoad;
import dev.tally.counter.ShardPlanner;
import dev.tally.counter.ShardState;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyPlanner;
import dev.tally.counter.TallyStore;
import dev.tally.runtime.Concurrently;
import dev.tally.runtime.FixedTimeContext;
import dev.tally.runtime.metrics.FakeMetrics;
import dev.tally.runtime.trace.FakeSpans;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The records of one lane of the stream, some of which belong to counters that always fail. */
class LaneTest {

    private static final int BATCH_SIZE = 2;
    private static final CounterId FAILING = new CounterId("failing");
    private static final CounterId OTHER_FAILING = new CounterId("other-failing");
    private static final CounterId A = new CounterId("a");
    private static final CounterId B = new CounterId("b");
    private static final CounterId C = new CounterId("c");

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final MovableClock clock = new MovableClock(Clock.systemUTC());
    private final AtomicLong nanos = new AtomicLong();
    private final InMemoryTallyStore shards = new InMemoryTallyStore();
    private final InMemoryTotalStore totals = new InMemoryTotalStore();
    private final Set<CounterId> broken = new HashSet<>();
    private final Set<CounterId> stuck = new HashSet<>();
    private final Set<CounterId> lagging = new HashSet<>();
    private final InMemoryHotListStore hotList = new InMemoryHotListStore(8_192);
    private final InMemoryLaggingStore laggingStore = new InMemoryLaggingStore();
    private final CountDownLatch never = new CountDownLatch(1);
    private final List<JsonNode> events = new ArrayList<>();
    private boolean lambdaIsDown;
    private int pauses;
    private Runnable duringPause = () -> {};
    private final RollupHandler handler = handler();
    private final List<JsonNode> lane = new ArrayList<>();
    private int place;
    private int invocations;

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    /** Before, the lane stood still for up to 24 hours. */
    @Test
    void lane_oneCounterAlwaysFails_othersAppearAtOnceAndItAfterItsRepair() {
        broken.add(FAILING);
        click(FAILING, Duration.ZERO);
        List.of(A, B, C).forEach(counter -> click(counter, Duration.ZERO));
        deliver();
        assertThat(invocations).isEqualTo(3);
        assertThat(published(A) + published(B) + published(C)).isEqualTo(3);
        assertThat(handedOver()).containsExactly(FAILING);
        broken.clear();
        handler.handle(events.get(0), new FixedTimeContext(15_000));
        assertThat(published(FAILING)).isEqualTo(1);
    }

    /** Before, each further batch with the counter caused an invocation. */
    @Test
    void lane_furtherRecordsOfAFailingCounter_areLeftToItsInvocationForTenSeconds() {
        broken.add(FAILING);
        click(FAILING, Duration.ZERO);
        deliver();
        assertThat(invocations).isEqualTo(2);
        for (int batch = 0; batch < 5; batch++) {
            click(FAILING, Duration.ZERO);
            deliver();
        }
        assertThat(invocations).isEqualTo(7);
        assertThat(handedOver()).containsExactly(FAILING);
        clock.forward(HandOver.COVERED.toSeconds());
        click(FAILING, Duration.ZERO);
        deliver();
        assertThat(handedOver()).containsExactly(FAILING, FAILING);
        broken.clear();
        click(FAILING, Duration.ZERO);
        deliver();
        assertThat(handedOver()).hasSize(2);
        assertThat(published(FAILING)).isEqualTo(8);
    }

    /** Before, records were acknowledged without an invocation until the machine's clock came to the old time. */
    @Test
    void lane_clockIsSetBackAfterAHandOver_leavesRecordsToTheInvocationForTenSecondsOnly() {
        broken.add(FAILING);
        click(FAILING, Duration.ZERO);
        deliver();
        clock.forward(-35);
        nanos.addAndGet(HandOver.COVERED.toNanos());
        click(FAILING, Duration.ZERO);
        deliver();
        assertThat(handedOver()).containsExactly(FAILING, FAILING);
    }

    /** Before, such an invocation stood for further records as well, though it works once only. */
    @Test
    void lane_clockIsSetBackAfterAHandOverWithoutSpareTime_leavesNoRecordToTheInvocation() {
        broken.add(FAILING);
        click(FAILING, Duration.ZERO);
        invoke(2000);
        invoke(2000);
        assertThat(handedOver()).containsExactly(FAILING);
        clock.forward(-35);
        click(FAILING, Duration.ZERO);
        invoke(2000);
        assertThat(handedOver()).containsExactly(FAILING, FAILING);
    }

    /** The record of the second click was acknowledged without an invocation. */
    @Test
    void rebuild_succeedsEarly_readsAgainForTheRecordsMeanwhile() {
        broken.add(FAILING);
        click(FAILING, Duration.ZERO);
        deliver();
        broken.clear();
        duringPause = () -> click(FAILING, Duration.ZERO);
        handler.handle(events.get(0), new FixedTimeContext(15_000));
        assertThat(published(FAILING)).isEqualTo(2);
        assertThat(pauses).isEqualTo(1);
        // A retry by Lambda comes later, so one read is enough.
        clock.forward(60);
        handler.handle(events.get(0), new FixedTimeContext(15_000));
        assertThat(pauses).isEqualTo(1);
    }

    /** Before, its lag was reported after a publication only, so press accepted all of its clicks. */
    @Test
    void rebuild_laggingCounterThatCannotBePublished_isReportedAndGetsShards() {
        lagging.add(FAILING);
        assertThatThrownBy(() -> handler.handle(rebuild(FAILING), new FixedTimeContext(15_000)))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(laggingStore.read()).containsKey(FAILING);
        assertThat(hotList.read()
                        .getOrDefault(FAILING, Schedule.NONE)
                        .shards(clock.instant().plus(Schedule.LEAD), 2))
                .isEqualTo(4);
    }

    @Test
    void lane_recordIsOld_isHandedOverAtItsFirstFailure() {
        broken.add(FAILING);
        click(FAILING, Duration.ofSeconds(32));
        deliver();
        assertThat(invocations).isEqualTo(1);
        assertThat(handedOver()).containsExactly(FAILING);
    }

    @Test
    void lane_oneCounterHangs_othersWaitForOneSecondOnly() {
        stuck.add(FAILING);
        click(FAILING, Duration.ZERO);
        click(A, Duration.ZERO);
        invoke(1500);
        long start = System.nanoTime();
        click(B, Duration.ZERO);
        deliver();
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
        assertThat(published(A) + published(B)).isEqualTo(2);
        assertThat(handedOver()).containsExactly(FAILING);
    }

    /** If the table is down, the stream waits. Two counters that fail for reasons of their own block no other one. */
    @Test
    void lane_eachCounterOfABatchFails_onlyTheFirstIsHandedOverAtATime() {
        broken.addAll(Set.of(FAILING, OTHER_FAILING));
        click(FAILING, Duration.ZERO);
        click(OTHER_FAILING, Duration.ZERO);
        click(A, Duration.ZERO);
        invoke(15_000);
        assertThat(events).isEmpty();
        invoke(15_000);
        assertThat(handedOver()).containsExactly(FAILING);
        deliver();
        assertThat(handedOver()).containsExactly(FAILING, OTHER_FAILING);
        assertThat(published(A)).isEqualTo(1);
    }

    @Test
    void lane_invocationIsNotAccepted_isRetriedByTheStream() {
        broken.add(FAILING);
        lambdaIsDown = true;
        click(FAILING, Duration.ZERO);
        for (int attempt = 0; attempt < 3; attempt++) {
            invoke(15_000);
        }
        assertThat(place).isZero();
        lambdaIsDown = false;
        deliver();
        assertThat(handedOver()).containsExactly(FAILING);
    }

    @Test
    void rebuild_stillFails_isTriedUntilTheDeadlineAndThenRetriedByLambda() {
        broken.add(FAILING);
        click(FAILING, Duration.ZERO);
        assertThatThrownBy(() -> handler.handle(rebuild(FAILING), new FixedTimeContext(15_000)))
                .isInstanceOf(StoreUnavailableException.class);
        assertThat(pauses).isEqualTo(5);
    }

    /** Counts a click and appends the record of its write to the lane. */
    private void click(CounterId counter, Duration age) {
        Instant now = clock.instant();
        shards.add(
                TallyPlanner.plan(
                                new Shard(counter, 0),
                                QUEUE,
                                List.of(queued(lane.size() + 1, 1)),
                                ShardState.UNKNOWN,
                                now)
                        .increment()
                        .orElseThrow(),
                now);
        lane.add(StreamEvents.shard(Integer.toString(lane.size()), counter, now.minus(age)));
    }

    /** Invokes the function until no record of the lane is left. */
    private void deliver() {
        int limit = invocations + 20;
        while (place < lane.size()) {
            assertThat(invocations).as("invocations").isLessThan(limit);
            invoke(15_000);
        }
    }

    /** Invokes the function with the next batch, and moves to the record that its answer names. */
    private void invoke(int millis) {
        invocations++;
        int end = Math.min(lane.size(), place + BATCH_SIZE);
        JsonNode answer = handler.handle(
                StreamEvents.event(lane.subList(place, end).toArray(JsonNode[]::new)), new FixedTimeContext(millis));
        JsonNode failed = answer.at("/batchItemFailures/0/itemIdentifier");
        place = failed.isMissingNode() ? end : failed.asInt();
    }

    private long published(CounterId counter) {
        return totals.find(counter).total().count();
    }

    private static JsonNode rebuild(CounterId counter) {
        return JsonNodeFactory.instance.objectNode().put("rebuild", counter.value());
    }

    private RollupHandler handler() {
        TallyStore failing = new ReadShards() {
            @Override
            public SortedMap<String, Tally> shards(CounterId counter) {
                if (broken.contains(counter)) {
                    throw new StoreUnavailableException("too large", new IllegalStateException());
                }
                if (stuck.contains(counter)) {
                    hang();
                }
                return lagging.contains(counter) ? laggingShards() : shards.shards(counter);
            }
        };
        Concurrently concurrently = new Concurrently(executor);
        RepairResets noResets = new RepairResets(any -> {}, "here");
        InMemoryHistoryStore recorded = new InMemoryHistoryStore();
        HistoryStore history = new HistoryStore() {
            @Override
            public void record(CounterId counter, Minutes minutes, Epoch epoch, long version, Instant expiresAt) {
                if (lagging.contains(counter)) {
                    throw new StoreUnavailableException("throttled", new IllegalStateException());
                }
                recorded.record(counter, minutes, epoch, version, expiresAt);
            }

            @Override
            public Minutes minutes(CounterId counter, long from, long to) {
                return recorded.minutes(counter, from, to);
            }
        };
        return new RollupHandler(
                new Rollup(
                        failing, totals, history, noResets, clock, new FakeSpans().tracer(clock), TestSettings.DEFAULT),
                new PlanShards(new ShardPlanner(2, 256), hotList, laggingStore, shards, "here", clock),
                new AuditCounter(shards, totals, history, clock),
                new ManageVotes(shards, shards, any -> {}, () -> idAt(clock.instant()), "here"),
                new RebuildVotes(shards, shards, shards, clock, "here"),
                concurrently,
                this::send,
                this::pause,
                TestSettings.DEFAULT,
                clock,
                nanos::get,
                new FakeMetrics());
    }

    private SortedMap<String, Tally> laggingShards() {
        Instant now = clock.instant();
        Tally tally = new Tally(1, 1, Map.of(), Minutes.NONE, now).with(ShardLoad.of(Duration.ofSeconds(6), 10, now));
        return new TreeMap<>(Map.of("here#0", tally, "here#1", tally));
    }

    /** Returns the counters that were handed over. */
    private List<CounterId> handedOver() {
        return events.stream()
                .map(event -> new CounterId(event.get("rebuild").asText()))
                .toList();
    }

    private void pause(Duration unused) {
        pauses++;
        duringPause.run();
    }

    private void send(JsonNode event) {
        if (lambdaIsDown) {
            throw new IllegalStateException("throttled");
        }
        events.add(event);
    }

    private void hang() {
        try {
            never.await();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
