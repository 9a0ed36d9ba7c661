package dev.tally.broadcaster.fanout;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.EPOCH;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.broadcaster.Broadcaster;
import dev.tally.broadcaster.StreamEvents;
import dev.tally.broadcaster.TestSettings;
import dev.tally.broadcaster.channel.ClientChannel.Delivery;
import dev.tally.broadcaster.channel.FakeClientChannel;
import dev.tally.broadcaster.channel.Frame;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Fixtures;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Minutes;
import dev.tally.counter.Published;
import dev.tally.counter.ViewerRange;
import dev.tally.runtime.FixedTimeContext;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.trace.FakeSpans;
import dev.tally.runtime.trace.SpanData;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class FanOutTest {

    private static final CounterId OTHER = new CounterId("other");

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private Broadcaster broadcaster = new Broadcaster(TestSettings.DEFAULT);

    @AfterEach
    void close() {
        broadcaster.close();
        executor.shutdownNow();
    }

    @Test
    void push_twoCounters_reachesTheirViewersOnly() {
        List<ConnectionId> viewers = viewers(COUNTER, 3);
        List<ConnectionId> others = viewers(OTHER, 1);
        assertThat(push(published(COUNTER, 5, 1), published(OTHER, 7, 1))).isEmpty();
        assertThat(viewers).allSatisfy(viewer -> assertThat(broadcaster.channel.frames(viewer))
                .singleElement()
                .isEqualTo(Frame.of(published(COUNTER, 5, 1).withViewers(3)).text()));
        assertThat(broadcaster.channel.frames(others.get(0)))
                .containsExactly(Frame.of(published(OTHER, 7, 1).withViewers(1)).text());
    }

    @Test
    void push_severalTotalsOfACounter_sendsTheLatestOnly() {
        ConnectionId viewer = viewers(COUNTER, 1).get(0);
        push(published(COUNTER, 1, 1), published(COUNTER, 3, 3), published(COUNTER, 2, 2));
        assertThat(broadcaster.channel.frames(viewer))
                .singleElement()
                .asString()
                .contains("\"count\":3");
    }

    /** Before, a stream that lagged pushed the same stored total again and again. */
    @Test
    void push_oldRecordsOfSupersededTotals_areMostlyLeftToTheLastOne() {
        ConnectionId viewer = viewers(COUNTER, 1).get(0);
        broadcaster.totals.publish(published(COUNTER, 50, 50).total());
        for (int version = 1; version < 50; version++) {
            handle(StreamEvents.event(oldRecord(version)));
        }
        assertThat(broadcaster.channel.frames(viewer)).hasSizeLessThan(10).allSatisfy(frame -> assertThat(frame)
                .contains("\"count\":50"));
        int before = broadcaster.channel.frames(viewer).size();
        handle(StreamEvents.event(oldRecord(50)));
        assertThat(broadcaster.channel.frames(viewer)).hasSize(before + 1);
    }

    /** A counter that changes all the time must be pushed although its records always come late. */
    @Test
    void push_lateStream_pushesSomeOfTheSupersededTotals() {
        ConnectionId viewer = viewers(COUNTER, 1).get(0);
        broadcaster.totals.publish(published(COUNTER, 2000, 2000).total());
        for (int version = 1; version < 2000; version++) {
            handle(StreamEvents.event(oldRecord(version)));
        }
        assertThat(broadcaster.channel.frames(viewer)).hasSizeBetween(10, 200);
    }

    private JsonNode oldRecord(int version) {
        return StreamEvents.at(
                broadcaster.clock.instant().minusSeconds(60),
                StreamEvents.total(
                        "1", published(COUNTER, version - 1, version - 1), published(COUNTER, version, version)));
    }

    @Test
    void push_recordOfAnotherKindOfItem_isSkipped() {
        ConnectionId viewer = viewers(COUNTER, 1).get(0);
        ObjectNode other = StreamEvents.total("1", Published.zero(COUNTER, EPOCH), published(COUNTER, 5, 1));
        ((ObjectNode) other.at("/dynamodb/Keys")).putObject("pk").put("S", "history#" + COUNTER);
        assertThat(handle(StreamEvents.event(
                                other,
                                StreamEvents.total("2", Published.zero(COUNTER, EPOCH), published(COUNTER, 7, 2))))
                        .get("batchItemFailures"))
                .isEmpty();
        assertThat(broadcaster.channel.frames(viewer))
                .singleElement()
                .asString()
                .contains("\"count\":7");
    }

    @Test
    void push_totalEditedByHand_isSkippedUntilItsRepair() {
        ConnectionId viewer = viewers(COUNTER, 1).get(0);
        ConnectionId other = viewers(OTHER, 1).get(0);
        ObjectNode edited = StreamEvents.total("1", Published.zero(COUNTER, EPOCH), published(COUNTER, 5, 1));
        StreamEvents.edit(edited, "NewImage");
        assertThat(handle(StreamEvents.event(
                                edited, StreamEvents.total("2", Published.zero(OTHER, EPOCH), published(OTHER, 7, 1))))
                        .get("batchItemFailures"))
                .isEmpty();
        assertThat(broadcaster.channel.frames(viewer)).isEmpty();
        assertThat(broadcaster.channel.frames(other)).hasSize(1);
        ObjectNode repaired = StreamEvents.total("3", published(COUNTER, 5, 1), published(COUNTER, 5, 1));
        StreamEvents.edit(repaired, "OldImage");
        handle(StreamEvents.event(repaired));
        assertThat(broadcaster.channel.frames(viewer)).hasSize(1);
    }

    @Test
    void push_onlyTheNumberOfViewersWasPublished_sendsNothing() {
        ConnectionId viewer = viewers(COUNTER, 1).get(0);
        Published before = published(COUNTER, 1, 1);
        handle(StreamEvents.event(StreamEvents.total("1", before, before.withViewers(9))));
        assertThat(broadcaster.channel.frames(viewer)).isEmpty();
    }

    @Test
    void push_touched_sendsAndPublishesTheNumberOfViewers() {
        List<ConnectionId> viewers = viewers(COUNTER, 2);
        Published before = published(COUNTER, 1, 1);
        broadcaster.totals.publish(before.total());
        handle(StreamEvents.event(StreamEvents.total("1", before, new Published(before.total(), 0, 1))));
        assertThat(broadcaster.channel.frames(viewers.get(1)))
                .singleElement()
                .asString()
                .contains("\"viewers\":2");
        assertThat(broadcaster.totals.find(COUNTER).viewers()).isEqualTo(2);
    }

    /** Before, the table kept the number of an earlier push until the next click. */
    @Test
    void push_touchedWithAnOldNumberInItsRecord_publishesTheNumberThatItReads() {
        viewers(COUNTER, 1);
        Published before = published(COUNTER, 1, 1).withViewers(1);
        broadcaster.totals.publish(before.total());
        broadcaster.totals.setViewers(COUNTER, 2, LiveMode.PUSH);
        handle(StreamEvents.event(StreamEvents.total("1", before, new Published(before.total(), 1, 1))));
        assertThat(broadcaster.totals.find(COUNTER).viewers()).isEqualTo(1);
    }

    @Test
    void push_touchAndNewCountOfAnOldNumber_publishesTheNumberThatItReads() {
        viewers(COUNTER, 1);
        Published before = published(COUNTER, 1, 1).withViewers(1);
        Published touched = new Published(before.total(), 1, 1);
        Published clicked = new Published(published(COUNTER, 2, 2).total(), 1, 1);
        broadcaster.totals.publish(clicked.total());
        broadcaster.totals.setViewers(COUNTER, 2, LiveMode.PUSH);
        handle(StreamEvents.event(StreamEvents.total("1", before, touched), StreamEvents.total("2", touched, clicked)));
        assertThat(broadcaster.totals.find(COUNTER).viewers()).isEqualTo(1);
    }

    @Test
    void push_moreViewersThanTheLimit_publishesPollModeOnce() {
        viewers(COUNTER, TestSettings.DEFAULT.pushViewers() + 1);
        Published before = published(COUNTER, 1, 1);
        broadcaster.totals.publish(before.total());
        push(before);
        Published polled = broadcaster.totals.find(COUNTER);
        assertThat(polled.live().rejectsViewers()).isTrue();
        handle(StreamEvents.event(StreamEvents.total(
                "2", polled, polled.withTotal(published(COUNTER, 2, 2).total()))));
        assertThat(broadcaster.totals.find(COUNTER).live()).isEqualTo(polled.live());
    }

    @ParameterizedTest
    @ValueSource(ints = {5000, 500})
    void push_moreViewersThanTheLimit_saysThatTheyAreMore(int sliceSize) {
        broadcaster.close();
        broadcaster = new Broadcaster(new TestSettings(1_000_000, sliceSize));
        ConnectionId viewer =
                viewers(COUNTER, TestSettings.DEFAULT.pushViewers() + 1).get(0);
        broadcaster.totals.publish(published(COUNTER, 1, 1).total());
        push(published(COUNTER, 1, 1));
        List.copyOf(broadcaster.invocations.events).forEach(this::handle);
        assertThat(broadcaster.channel.frames(viewer))
                .singleElement()
                .asString()
                .contains("\"viewers\":2001,\"viewersAtLeast\":true");
    }

    @Test
    void push_fewViewersAreLeftInPollMode_letsThemReturn() {
        viewers(COUNTER, TestSettings.DEFAULT.pushViewers() * 8 / 10);
        LiveMode poll = new LiveMode(0, NOW, 5000);
        broadcaster.totals.publish(published(COUNTER, 1, 1).total());
        broadcaster.totals.setViewers(COUNTER, 5000, poll);
        Published polled = broadcaster.totals.find(COUNTER);
        handle(StreamEvents.event(StreamEvents.total(
                "1", polled, new Published(polled.total(), polled.viewers(), polled.touches() + 1, poll))));
        LiveMode returning = broadcaster.totals.find(COUNTER).live();
        assertThat(returning.millionths()).isEqualTo(200);
        assertThat(returning.viewers()).isEqualTo(1600);
    }

    @Test
    void push_newCountOfATracedClick_isInItsTraceOnce() {
        viewers(COUNTER, 2);
        Published before = published(COUNTER, 1, 1);
        Published after = published(COUNTER, 2, 2);
        handle(StreamEvents.event(StreamEvents.traced(StreamEvents.total("1", before, after), FakeSpans.ABOVE)));
        SpanData span = broadcaster.spans.all().get(0);
        assertThat(span.parent()).isEqualTo(FakeSpans.ABOVE.spanId());
        assertThat(span.attributes()).containsEntry("counter", COUNTER.value()).containsEntry("viewers", "2");
        handle(StreamEvents.event(StreamEvents.traced(
                StreamEvents.total("2", after, new Published(after.total(), 2, 1)), FakeSpans.ABOVE)));
        assertThat(broadcaster.spans.all()).hasSize(1);
    }

    @Test
    void push_goneViewers_areRemovedAndTheirCountersTouched() {
        List<ConnectionId> viewers = viewers(COUNTER, 5);
        broadcaster.connections.subscribe(viewers.get(0), Set.of(OTHER), NOW);
        List.of(COUNTER, OTHER)
                .forEach(counter ->
                        broadcaster.totals.publish(published(counter, 1, 1).total()));
        Set<ConnectionId> dead = Set.of(viewers.get(0), viewers.get(3));
        broadcaster.channel.deliver(
                viewer -> FakeClientChannel.done(dead.contains(viewer) ? Delivery.GONE : Delivery.DELIVERED));
        push(published(COUNTER, 1, 1));
        assertThat(broadcaster.connections.viewers(COUNTER, NOW)).hasSize(3).doesNotContainAnyElementsOf(dead);
        assertThat(broadcaster.connections.viewers(OTHER, NOW)).isEmpty();
        assertThat(broadcaster.totals.find(COUNTER).touches()).isEqualTo(1);
        assertThat(broadcaster.totals.find(OTHER).touches()).isEqualTo(1);
    }

    @Test
    void push_slowViewers_delayNoOtherAndAreLeftToASeparateInvocation() {
        List<ConnectionId> viewers = viewers(COUNTER, 60);
        List<ConnectionId> slow = viewers.subList(0, 20);
        broadcaster.channel.deliver(viewer ->
                slow.contains(viewer) ? new CompletableFuture<>() : FakeClientChannel.done(Delivery.DELIVERED));
        push(published(COUNTER, 1, 1));
        assertThat(viewers.subList(20, 60)).allSatisfy(viewer -> assertThat(broadcaster.channel.frames(viewer))
                .hasSize(1));
        assertThat(unreached(true)).containsExactlyInAnyOrderElementsOf(slow);
        assertThat(unreached(false)).isEmpty();
    }

    /** Before, an invocation with 2,000 slow viewers had no time for all of them. */
    @Test
    void push_manySlowViewers_areLeftToSeveralInvocations() {
        broadcaster.close();
        broadcaster = new Broadcaster(new TestSettings(1_000_000, 2000));
        viewers(COUNTER, 1200);
        broadcaster.channel.deliver(any -> FakeClientChannel.done(Delivery.TIMED_OUT));
        push(published(COUNTER, 1, 1));
        assertThat(broadcaster.invocations.of("unreached"))
                .extracting(event -> event.get("connections").size())
                .containsExactly(500, 500, 200);
    }

    @Test
    void unreached_reachable_getsTheCurrentTotal() {
        ConnectionId viewer = viewers(COUNTER, 1).get(0);
        broadcaster.totals.publish(published(COUNTER, 8, 8).total());
        handle(slow(List.of(viewer)));
        assertThat(broadcaster.channel.frames(viewer))
                .singleElement()
                .asString()
                .contains("\"count\":8");
        assertThat(broadcaster.channel.disconnected).isEmpty();
    }

    @Test
    void unreached_timedOutWithPatience_isDisconnectedAndRemoved() {
        ConnectionId viewer = viewers(COUNTER, 1).get(0);
        broadcaster.channel.deliver(any -> FakeClientChannel.done(Delivery.TIMED_OUT));
        handle(slow(List.of(viewer)));
        assertThat(broadcaster.channel.disconnected).containsExactly(viewer);
        assertThat(broadcaster.connections.viewers(COUNTER, NOW)).isEmpty();
    }

    @Test
    void unreached_neitherReachedNorDisconnected_staysAViewerForARetry() {
        List<ConnectionId> viewers = viewers(COUNTER, 2);
        broadcaster.channel.deliver(any -> FakeClientChannel.done(Delivery.TIMED_OUT));
        broadcaster.channel.stuck.add(viewers.get(0));
        assertThatThrownBy(() -> handle(slow(viewers)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("1 viewers of " + COUNTER);
        assertThat(broadcaster.connections.viewers(COUNTER, NOW)).containsExactly(viewers.get(0));
        assertThat(broadcaster.channel.disconnected).containsExactly(viewers.get(1));
    }

    @Test
    void unreached_budgetSpent_disconnectsNoViewer() {
        List<ConnectionId> viewers = viewers(COUNTER, 20);
        broadcaster.budget.pauseUntil(broadcaster.clock.instant().plusSeconds(60));
        assertThatThrownBy(() -> handle(slow(viewers)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("20 viewers of " + COUNTER);
        assertThat(broadcaster.channel.disconnected).isEmpty();
        assertThat(broadcaster.connections.viewers(COUNTER, NOW)).hasSize(20);
    }

    @ParameterizedTest
    @EnumSource(
            value = Delivery.class,
            names = {"THROTTLED", "FAILED"})
    void unreached_answeredWithAnError_staysAViewerForARetry(Delivery delivery) {
        List<ConnectionId> viewers = viewers(COUNTER, 3);
        broadcaster.channel.deliver(any -> FakeClientChannel.done(delivery));
        assertThatThrownBy(() -> handle(slow(viewers))).isInstanceOf(IllegalStateException.class);
        assertThat(broadcaster.channel.disconnected).isEmpty();
        assertThat(broadcaster.connections.viewers(COUNTER, NOW)).hasSize(3);
    }

    @Test
    void unreached_deadlineBeforeTheirTurn_disconnectsNoViewer() {
        broadcaster.close();
        broadcaster = new Broadcaster(new TestSettings(1000, 500));
        List<ConnectionId> viewers = viewers(COUNTER, 1000);
        List<Long> reached = new ArrayList<>();
        for (int attempt = 0; attempt < 4; attempt++) {
            // After the margins there are 700 ms, for the first turn alone.
            assertThatThrownBy(() ->
                            broadcaster.fanOutHandler.handle(slow(viewers), new FixedTimeContext(500 + 10_000 + 700)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("500 viewers");
            reached.add(viewers.stream()
                    .filter(viewer -> !broadcaster.channel.frames(viewer).isEmpty())
                    .count());
        }
        assertThat(reached.get(0)).isEqualTo(500);
        assertThat(reached.get(3)).as("each attempt begins with others").isGreaterThan(500);
        assertThat(broadcaster.channel.disconnected).isEmpty();
        assertThat(broadcaster.connections.viewers(COUNTER, NOW)).hasSize(1000);
    }

    /** Before, an invocation with less than 10 s began no push, so no retry of it ever reached a viewer. */
    @Test
    void unreached_noTimeForASlowDisconnect_pushes() {
        ConnectionId viewer = viewers(COUNTER, 1).get(0);
        broadcaster.fanOutHandler.handle(slow(List.of(viewer)), new FixedTimeContext(500 + 2000));
        assertThat(broadcaster.channel.frames(viewer)).hasSize(1);
    }

    @Test
    void unreached_noTimeForASlowDisconnect_disconnectsNone() {
        List<ConnectionId> viewers = viewers(COUNTER, 3);
        broadcaster.channel.deliver(any -> FakeClientChannel.done(Delivery.TIMED_OUT));
        assertThatThrownBy(() -> broadcaster.fanOutHandler.handle(slow(viewers), new FixedTimeContext(500 + 9000)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("3 viewers");
        assertThat(broadcaster.channel.disconnected).isEmpty();
    }

    @Test
    void unreached_newerTotalPublished_leavesAllButSlowViewersToItsPush() {
        List<ConnectionId> viewers = viewers(COUNTER, 2);
        broadcaster.totals.publish(published(COUNTER, 8, 8).total());
        Audience audience = new Audience(published(COUNTER, 7, 7), viewers.subList(0, 1));
        handle(InvocationEvents.of(new Unreached(audience, false)));
        assertThat(broadcaster.channel.frames(viewers.get(0))).isEmpty();
        handle(InvocationEvents.of(new Unreached(audience, true)));
        assertThat(broadcaster.channel.frames(viewers.get(0))).hasSize(1);
    }

    @Test
    void unreached_touchedMeanwhile_leavesAllButSlowViewersToThatPush() {
        ConnectionId viewer = viewers(COUNTER, 1).get(0);
        Published pushed = published(COUNTER, 8, 8).withViewers(10);
        broadcaster.totals.publish(pushed.total());
        broadcaster.totals.touch(COUNTER);
        Audience audience = new Audience(pushed, List.of(viewer));
        handle(InvocationEvents.of(new Unreached(audience, false)));
        assertThat(broadcaster.channel.frames(viewer)).isEmpty();
        handle(InvocationEvents.of(new Unreached(audience, true)));
        assertThat(broadcaster.channel.frames(viewer)).hasSize(1);
    }

    /** Before, a late retry sent the number of its event after a newer one. */
    @Test
    void unreached_retriedLate_sendsThePublishedNumberOfViewers() {
        ConnectionId viewer = viewers(COUNTER, 1).get(0);
        Published pushed = published(COUNTER, 8, 8).withViewers(10);
        broadcaster.totals.publish(pushed.total());
        broadcaster.totals.setViewers(COUNTER, 900, LiveMode.PUSH);
        for (boolean areSlow : new boolean[] {false, true}) {
            broadcaster.channel.clear(viewer);
            handle(InvocationEvents.of(new Unreached(new Audience(pushed, List.of(viewer)), areSlow)));
            assertThat(broadcaster.channel.frames(viewer))
                    .singleElement()
                    .asString()
                    .contains("\"viewers\":900");
        }
    }

    @Test
    void push_throttled_isLeftToAnInvocationThatWaitsForThePause() {
        List<ConnectionId> viewers = viewers(COUNTER, 3);
        List<Long> pushedAt = Collections.synchronizedList(new ArrayList<>());
        broadcaster.channel.deliver(viewer -> {
            pushedAt.add(System.nanoTime());
            return FakeClientChannel.done(pushedAt.size() <= 3 ? Delivery.THROTTLED : Delivery.DELIVERED);
        });
        push(published(COUNTER, 1, 1));
        assertThat(pushedAt).hasSize(3);
        assertThat(unreached(false)).containsExactlyInAnyOrderElementsOf(viewers);
        handle(broadcaster.invocations.events.get(0));
        assertThat(pushedAt).hasSize(6);
        assertThat(Duration.ofNanos(pushedAt.get(3) - pushedAt.get(2))).isGreaterThan(Duration.ofMillis(400));
        assertThat(viewers).allSatisfy(viewer -> assertThat(broadcaster.channel.frames(viewer))
                .hasSize(1));
    }

    @Test
    void push_endsEarly_beginsWithOthersTheNextTime() {
        broadcaster.close();
        broadcaster = new Broadcaster(new TestSettings(1000, 500));
        List<ConnectionId> viewers = viewers(COUNTER, 1500);
        List<JsonNode> answers = new ArrayList<>();
        for (int round = 0; round < 3; round++) {
            // After the margins there are 600 ms, for the first turn alone.
            answers.add(broadcaster.fanOutHandler.handle(
                    StreamEvents.event(
                            StreamEvents.total("1", Published.zero(COUNTER, EPOCH), published(COUNTER, 6, 6))),
                    new FixedTimeContext(500 + 100 + 600)));
        }
        assertThat(answers).allSatisfy(answer -> assertThat(answer.get("batchItemFailures"))
                .isEmpty());
        assertThat(unreached(false)).hasSizeBetween(3 * 1000, 3 * 1500 - 1);
        long reached = viewers.stream()
                .filter(viewer -> !broadcaster.channel.frames(viewer).isEmpty())
                .count();
        assertThat(reached).isGreaterThan(500);
    }

    @Test
    void push_moreViewersThanASlice_splitsThemAndEachSlicePushesItsOwn() {
        broadcaster.close();
        broadcaster = new Broadcaster(new TestSettings(1_000_000, 10));
        List<ConnectionId> viewers = viewers(COUNTER, 25);
        push(published(COUNTER, 6, 6));
        assertThat(broadcaster.invocations.events).hasSize(3);
        assertThat(viewers).allSatisfy(viewer -> assertThat(broadcaster.channel.frames(viewer))
                .isEmpty());
        List.copyOf(broadcaster.invocations.events).forEach(this::handle);
        assertThat(viewers).allSatisfy(viewer -> assertThat(broadcaster.channel.frames(viewer))
                .containsExactly(
                        Frame.of(published(COUNTER, 6, 6).withViewers(25)).text()));
    }

    @Test
    void push_moreViewersThanTheRateCanServeQuickly_hasNoMoreSlicesThanTheRateNeeds() {
        broadcaster.close();
        broadcaster = new Broadcaster(new TestSettings(5000, 500));
        viewers(COUNTER, 10_000);
        push(published(COUNTER, 6, 6));
        assertThat(broadcaster.invocations.of("slice")).hasSize(5);
    }

    @Test
    void push_seventySlices_invokesNoMoreAtOnceThanTheRateNeeds() {
        broadcaster.close();
        broadcaster = new Broadcaster(new TestSettings(2000, 5));
        Published[] counters = IntStream.range(0, 35)
                .mapToObj(index -> published(new CounterId("c" + index), 6, 6))
                .toArray(Published[]::new);
        for (Published counter : counters) {
            viewers(counter.counter(), 10);
        }
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        broadcaster.invocations.invoke = event -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            return CompletableFuture.runAsync(atOnce::decrementAndGet);
        };
        assertThat(push(counters)).isEmpty();
        assertThat(broadcaster.invocations.of("slice")).hasSize(70);
        assertThat(most).hasValueBetween(1, 2);
    }

    /** In the time there are invocations for a few of 40 slices. Before, the same counters had them each time. */
    @Test
    void push_moreSlicesThanTheDeadlineAllows_reachesOthersEachTimeAndDefersTheRest() {
        broadcaster.close();
        broadcaster = new Broadcaster(new TestSettings(2000, 5));
        Published[] counters = IntStream.range(0, 20)
                .mapToObj(index -> published(new CounterId("c" + index), 6, 6))
                .toArray(Published[]::new);
        Set<ConnectionId> all = new HashSet<>();
        for (Published counter : counters) {
            all.addAll(viewers(counter.counter(), 10));
        }
        broadcaster.invocations.invoke =
                event -> new CompletableFuture<>().completeOnTimeout(true, 100, TimeUnit.MILLISECONDS);
        Set<String> slices = new HashSet<>();
        int most = 0;
        for (int round = 0; round < 10; round++) {
            broadcaster.invocations.events.clear();
            // After the margins there are 250 ms.
            assertThat(push(new FixedTimeContext(500 + 500 + 250), counters)).isEmpty();
            List<Slice> pushed = broadcaster.invocations.of("slice").stream()
                    .map(InvocationEvents::slice)
                    .toList();
            List<ConnectionId> deferred = unreached(false);
            assertThat(all).allSatisfy(viewer -> assertThat(
                            deferred.contains(viewer) ^ pushed.stream().anyMatch(slice -> isIn(slice, viewer)))
                    .isTrue());
            pushed.forEach(slice ->
                    slices.add(slice.published().counter() + " " + slice.range().from()));
            most = Math.max(most, pushed.size());
            broadcaster.metrics.flush();
        }
        assertThat(most).isLessThan(15);
        assertThat(slices).hasSizeGreaterThan(most + 5);
        assertThat(broadcaster.metrics.sum(Metric.PUSHES_DEFERRED)).isGreaterThan(0);
    }

    private static boolean isIn(Slice slice, ConnectionId viewer) {
        return viewer.value().startsWith(slice.published().counter() + "-")
                && slice.range().contains(viewer);
    }

    /** An invocation for a slice pushes to 400 viewers a second, and the deadline comes after two seconds. */
    @Test
    void push_moreViewersThanTheDeadlineAllows_reachesOrReportsEachAndFreesTheLane() {
        broadcaster.close();
        broadcaster = new Broadcaster(new TestSettings(5000, 500));
        List<ConnectionId> viewers = viewers(COUNTER, 55_000);
        broadcaster.totals.publish(published(COUNTER, 6, 6).total());
        broadcaster.channel.deliver(any ->
                new CompletableFuture<Delivery>().completeOnTimeout(Delivery.DELIVERED, 20, TimeUnit.MILLISECONDS));
        broadcaster.invocations.invoke = event -> CompletableFuture.runAsync(
                () -> broadcaster.fanOutHandler.handle(event, new FixedTimeContext(30_000)), executor);
        JsonNode answer = broadcaster.fanOutHandler.handle(
                StreamEvents.event(StreamEvents.total("1", Published.zero(COUNTER, EPOCH), published(COUNTER, 6, 6))),
                new FixedTimeContext(3000));
        assertThat(answer.get("batchItemFailures")).isEmpty();
        Set<ConnectionId> reported = new HashSet<>(unreached(false));
        reported.addAll(unreached(true));
        Set<ConnectionId> reached = new HashSet<>(viewers);
        reached.removeAll(reported);
        assertThat(reported).isNotEmpty();
        assertThat(reached).isNotEmpty();
        broadcaster.metrics.flush();
        assertThat(broadcaster.metrics.sum(Metric.PUSHES)).isEqualTo(reached.size());
        assertThat(broadcaster.metrics.sum(Metric.PUSHES_DEFERRED))
                .isEqualTo(unreached(false).size());
        assertThat(broadcaster.channel.disconnected).isEmpty();
        assertThat(broadcaster.invocations.of("unreached"))
                .allSatisfy(event -> assertThat(event.toString().length()).isLessThan(256 * 1024));
    }

    @Test
    void push_sliceFails_isRetried() {
        broadcaster.close();
        broadcaster = new Broadcaster(new TestSettings(1_000_000, 10));
        viewers(COUNTER, 11);
        broadcaster.invocations.failing = true;
        assertThat(push(published(COUNTER, 6, 6))).containsExactly("1");
    }

    @Test
    void push_oneCounterFailsAgain_isHandedOverAndNoOtherWaits() {
        broadcaster.close();
        broadcaster = new Broadcaster(new TestSettings(1_000_000, 10));
        viewers(COUNTER, 11);
        ConnectionId other = viewers(OTHER, 1).get(0);
        broadcaster.invocations.failing = true;
        assertThat(push(published(COUNTER, 6, 6), published(OTHER, 7, 1))).containsExactly("1");
        assertThat(push(published(COUNTER, 6, 6), published(OTHER, 7, 1))).isEmpty();
        assertThat(broadcaster.channel.frames(other)).isNotEmpty();
        List<JsonNode> alone = broadcaster.invocations.events.stream()
                .filter(event -> event.has("push"))
                .toList();
        assertThat(alone).singleElement().satisfies(event -> assertThat(event.get("push"))
                .isEqualTo(InvocationEvents.push(COUNTER).get("push")));
        broadcaster.totals.publish(published(COUNTER, 8, 8).total());
        assertThatThrownBy(() -> broadcaster.fanOutHandler.handle(alone.get(0), new FixedTimeContext(5000)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("was not pushed to all viewers");
        broadcaster.invocations.failing = false;
        broadcaster.invocations.events.clear();
        broadcaster.fanOutHandler.handle(alone.get(0), new FixedTimeContext(30_000));
        // Two slices at once, and two for the records that were acknowledged meanwhile.
        assertThat(broadcaster.invocations.events).hasSize(4).allSatisfy(event -> assertThat(
                        event.at("/slice/count").asLong())
                .isEqualTo(8));
    }

    @Test
    void push_budgetSpentBeyondTheDeadline_isRetried() {
        viewers(COUNTER, 6);
        broadcaster.budget.pauseUntil(broadcaster.clock.instant().plusSeconds(60));
        assertThat(push(published(COUNTER, 1, 1))).containsExactly("1");
    }

    @Test
    void push_fewViewersBesideMore_reachesThemWithoutTheTurnOfTheOthers() {
        List<ConnectionId> few = viewers(COUNTER, 3);
        List<ConnectionId> more = viewers(OTHER, 100);
        broadcaster.budget.pauseUntil(broadcaster.clock.instant().plusSeconds(60));
        assertThat(push(published(COUNTER, 1, 1), published(OTHER, 1, 1))).containsExactly("2");
        assertThat(few).allSatisfy(viewer -> assertThat(broadcaster.channel.frames(viewer))
                .hasSize(1));
        assertThat(more).allSatisfy(viewer -> assertThat(broadcaster.channel.frames(viewer))
                .isEmpty());
    }

    @Test
    void push_afterWaitingForTheBudget_sendsTheCurrentTotal() {
        ConnectionId viewer = viewers(COUNTER, 6).get(0);
        broadcaster.totals.publish(published(COUNTER, 9, 9).total());
        broadcaster.budget.pauseUntil(broadcaster.clock.instant().plusMillis(150));
        push(published(COUNTER, 1, 1));
        assertThat(broadcaster.channel.frames(viewer))
                .singleElement()
                .asString()
                .contains("\"count\":9");
    }

    @Test
    void push_someReachedSomeNot_recordsEachDelivery() {
        List<ConnectionId> viewers = viewers(COUNTER, 4);
        List<Delivery> deliveries = List.of(Delivery.DELIVERED, Delivery.DELIVERED, Delivery.GONE, Delivery.FAILED);
        broadcaster.channel.deliver(viewer -> FakeClientChannel.done(deliveries.get(viewers.indexOf(viewer))));
        push(published(COUNTER, 1, 1));
        broadcaster.metrics.flush();
        assertThat(broadcaster.metrics.sum(Metric.PUSHES)).isEqualTo(2);
        assertThat(broadcaster.metrics.sum(Metric.PUSHES_GONE)).isEqualTo(1);
        assertThat(broadcaster.metrics.sum(Metric.PUSHES_FAILED)).isEqualTo(1);
        assertThat(broadcaster.metrics.values(Metric.VIEWERS)).containsExactly(4L);
        assertThat(broadcaster.metrics.values(Metric.COUNTED_TO_PUSHED)).hasSize(1);
    }

    @Test
    void push_throttled_recordsTheThrottledPush() {
        viewers(COUNTER, 1);
        broadcaster.channel.deliver(viewer -> FakeClientChannel.done(Delivery.THROTTLED));
        push(published(COUNTER, 1, 1));
        broadcaster.metrics.flush();
        assertThat(broadcaster.metrics.sum(Metric.PUSHES_THROTTLED)).isEqualTo(1);
        assertThat(broadcaster.metrics.metrics()).doesNotContain(Metric.PUSHES);
    }

    @Test
    void push_onlyViewersCame_recordsNoPushedCount() {
        viewers(COUNTER, 2);
        Published before = published(COUNTER, 1, 1);
        broadcaster.totals.publish(before.total());
        handle(StreamEvents.event(StreamEvents.total("1", before, new Published(before.total(), 0, 1))));
        broadcaster.metrics.flush();
        assertThat(broadcaster.metrics.values(Metric.VIEWERS)).containsExactly(2L);
        assertThat(broadcaster.metrics.metrics()).doesNotContain(Metric.COUNTED_TO_PUSHED);
    }

    @Test
    void push_noViewers_recordsNothing() {
        push(published(COUNTER, 1, 1));
        broadcaster.metrics.flush();
        assertThat(broadcaster.metrics.metrics()).isEmpty();
    }

    @Test
    void push_lastViewerHasLeft_recordsZeroViewersOnce() {
        Published before = published(COUNTER, 1, 1).withViewers(1);
        handle(StreamEvents.event(StreamEvents.total("1", before, new Published(before.total(), 1, 1))));
        broadcaster.metrics.flush();
        assertThat(broadcaster.metrics.values(Metric.VIEWERS)).containsExactly(0L);
    }

    @Test
    void push_budgetSpentBeyondTheDeadline_recordsTheDeferredPushes() {
        viewers(COUNTER, 6);
        broadcaster.budget.pauseUntil(broadcaster.clock.instant().plusSeconds(60));
        push(published(COUNTER, 1, 1));
        broadcaster.metrics.flush();
        assertThat(broadcaster.metrics.sum(Metric.PUSHES_DEFERRED)).isEqualTo(6);
    }

    @Test
    void handleRequest_anyEvent_flushesItsMetrics() throws IOException {
        viewers(COUNTER, 1);
        String event = StreamEvents.event(
                        StreamEvents.total("1", Published.zero(COUNTER, EPOCH), published(COUNTER, 1, 1)))
                .toString();
        broadcaster.fanOutHandler.handleRequest(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                new FixedTimeContext(5000));
        assertThat(broadcaster.metrics.sum(Metric.PUSHES)).isEqualTo(1);
    }

    @Test
    void sliceEvent_thereAndBack_isTheSame() {
        Slice slice = new Slice(published(COUNTER, 3, 2).withViewers(7), ViewerRange.of(1, 3), NOW);
        // A push needs no writes of shards.
        assertThat(InvocationEvents.slice(InvocationEvents.of(slice).get("slice")))
                .usingRecursiveComparison()
                .ignoringFields("published.total.writes")
                .isEqualTo(slice);
    }

    @Test
    void unreachedEvent_thereAndBack_isTheSame() {
        Unreached unreached = new Unreached(
                new Audience(published(COUNTER, 3, 2).withViewers(7), List.of(new ConnectionId("a-_="))), true);
        assertThat(InvocationEvents.unreached(InvocationEvents.of(unreached).get("unreached")))
                .usingRecursiveComparison()
                .ignoringFields("audience.published.total.writes")
                .isEqualTo(unreached);
    }

    private static JsonNode slow(List<ConnectionId> viewers) {
        return InvocationEvents.of(new Unreached(new Audience(published(COUNTER, 1, 1), viewers), true));
    }

    /** Returns the viewers that pushes left to later invocations. */
    private List<ConnectionId> unreached(boolean areSlow) {
        return broadcaster.invocations.of("unreached").stream()
                .map(InvocationEvents::unreached)
                .filter(unreached -> unreached.areSlow() == areSlow)
                .flatMap(unreached -> unreached.audience().viewers().stream())
                .toList();
    }

    private List<ConnectionId> viewers(CounterId counter, int number) {
        List<ConnectionId> viewers = IntStream.range(0, number)
                .mapToObj(index -> new ConnectionId(counter + "-" + index + "="))
                .toList();
        for (ConnectionId viewer : viewers) {
            broadcaster.connections.open(viewer, NOW);
            broadcaster.connections.subscribe(viewer, Set.of(counter), NOW);
        }
        return viewers;
    }

    /** Pushes totals as if each was just published. Returns the sequence numbers to retry from. */
    private List<String> push(Published... published) {
        return push(new FixedTimeContext(30_000), published);
    }

    private List<String> push(FixedTimeContext context, Published... published) {
        JsonNode[] records = IntStream.range(0, published.length)
                .mapToObj(index -> StreamEvents.total(
                        String.valueOf(index + 1), Published.zero(published[index].counter(), EPOCH), published[index]))
                .toArray(JsonNode[]::new);
        JsonNode answer = broadcaster.fanOutHandler.handle(StreamEvents.event(records), context);
        return StreamSupport.stream(answer.get("batchItemFailures").spliterator(), false)
                .map(failure -> failure.get("itemIdentifier").asText())
                .toList();
    }

    private JsonNode handle(JsonNode event) {
        return broadcaster.fanOutHandler.handle(event, new FixedTimeContext(30_000));
    }

    private static Published published(CounterId counter, long count, long version) {
        Minutes minutes = new Minutes(new TreeMap<>(Map.of(Minutes.of(NOW), count)));
        return new Published(Fixtures.total(counter, count, version, minutes, NOW, NOW), 0, 0);
    }
}
