package dev.tally.system.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import dev.tally.counter.dynamodb.DynamoDbConnectionStore;
import dev.tally.runtime.trace.SpanData;
import dev.tally.system.kit.HealthyStack;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestStack;
import dev.tally.system.kit.Viewer;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;

/** The path from a press to every open screen, on the real function packages. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(HealthyStack.class)
class LiveIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestStack stack;
    private Presser presser;

    LiveIT(TestStack stack) {
        this.stack = stack;
        this.presser = new Presser(stack);
    }

    @BeforeEach
    void newClient() {
        presser = new Presser(stack);
    }

    @Test
    void press_threeViewersOfTwoCounters_eachSeesEveryFinalCount() {
        try (Viewer both = Viewer.connectTo(stack, "live-a", "live-b");
                Viewer one = Viewer.connect(stack);
                Viewer other = Viewer.connect(stack)) {
            one.subscribe("live-a");
            other.subscribe("live-b");
            awaitCount(0, "live-a", both, one);
            awaitCount(0, "live-b", both, other);
            press("live-a", 60);
            press("live-b", 30);
            awaitCount(60, "live-a", both, one);
            awaitCount(30, "live-b", both, other);
            assertThat(one.count("live-b")).isNull();
            stack.assertExactlyOnce(presser);
            assertThat(both.wrong()).isEmpty();
            assertThat(total(both, "live-a").get("minutes").properties().stream()
                            .mapToLong(minute -> minute.getValue().asLong())
                            .sum())
                    .isEqualTo(60);
        }
    }

    @Test
    void press_first_isOneTraceFromTheRequestToThePush() {
        try (Viewer viewer = Viewer.connectTo(stack, "traced")) {
            // One click of each second is traced, and some others.
            await().atMost(SOON).untilAsserted(() -> {
                press("traced", 1);
                assertThat(tracesFromEndToEnd("traced")).isNotEmpty();
            });
            List<SpanData> trace = tracesFromEndToEnd("traced").get(0);
            assertThat(trace)
                    .extracting(SpanData::service)
                    .startsWith("press", "aggregator", "rollup")
                    .contains("fanout");
            assertThat(trace.subList(1, 4))
                    .extracting(SpanData::parent)
                    .containsExactlyElementsOf(trace.subList(0, 3).stream()
                            .map(span -> span.context().spanId())
                            .toList());
            assertThat(trace.get(1).attributes())
                    .containsEntry("clickId", trace.get(0).attributes().get("clickId"));
            assertThat(viewer.wrong()).isEmpty();
        }
    }

    private List<List<SpanData>> tracesFromEndToEnd(String counter) {
        return stack.stack().traces().with(counter).stream()
                .filter(trace -> trace.stream().anyMatch(span -> span.service().equals("fanout")))
                .toList();
    }

    @Test
    void subscribe_inTheMiddleOfABurst_endsOnTheRightNumber() {
        List<Viewer> viewers = new ArrayList<>();
        try {
            Thread burst = new Thread(() -> press("burst", 150));
            burst.start();
            for (int index = 0; index < 5; index++) {
                Viewer viewer = Viewer.connect(stack);
                viewers.add(viewer);
                viewer.subscribe("burst");
            }
            join(burst);
            awaitCount(150, "burst", viewers.toArray(Viewer[]::new));
            assertThat(viewers).allSatisfy(viewer -> {
                assertThat(viewer.wrong()).isEmpty();
                // The total of the subscription may arrive after a newer one, so the versions give the order.
                assertThat(viewer.frames("total").stream()
                                .sorted(Comparator.comparingLong(
                                        frame -> frame.get("version").asLong()))
                                .map(frame -> frame.get("count").asLong()))
                        .isSorted();
            });
        } finally {
            viewers.forEach(Viewer::close);
        }
    }

    @Test
    void viewers_comeAndGo_theNumberFollowsWithinASecond() {
        press("watched", 1);
        await().atMost(SOON).until(() -> presser.published("watched") == 1);
        try (Viewer first = Viewer.connectTo(stack, "watched")) {
            await().atMost(SOON).until(() -> first.viewers("watched") == 1);
            try (Viewer second = Viewer.connect(stack)) {
                second.subscribe("watched");
                await().atMost(SOON).until(() -> first.viewers("watched") == 2 && second.viewers("watched") == 2);
                second.send("{\"action\":\"unsubscribe\",\"counters\":[\"watched\"]}");
                await().atMost(SOON).until(() -> first.viewers("watched") == 1);
                second.subscribe("watched");
                await().atMost(SOON).until(() -> first.viewers("watched") == 2);
            }
            await().atMost(SOON).until(() -> first.viewers("watched") == 1);
            await().atMost(SOON)
                    .until(() ->
                            presser.get("/v1/counters/watched").get("viewers").asInt() == 1);
        }
        await().atMost(SOON)
                .until(() -> presser.get("/v1/counters/watched").get("viewers").asInt() == 0);
    }

    @Test
    void viewers_goneWithoutClosing_areRemovedAtTheNextPush() {
        CounterId counter = new CounterId("haunted");
        DynamoDbConnectionStore connections = new DynamoDbConnectionStore(
                stack.stack().cloud().dynamoDb(), stack.stack().resources().tableName("connections"));
        Clock clock = Clock.systemUTC();
        IntStream.range(0, 30)
                .mapToObj(index -> new ConnectionId("dead-" + index + "="))
                .forEach(dead -> {
                    connections.open(dead, clock.instant());
                    connections.subscribe(dead, Set.of(counter), clock.instant());
                });
        try (Viewer alive = Viewer.connectTo(stack, "haunted")) {
            press("haunted", 1);
            awaitCount(1, "haunted", alive);
            await().atMost(SOON).until(() -> alive.viewers("haunted") == 1);
            assertThat(connections.viewers(counter, clock.instant())).hasSize(1);
        }
    }

    @Test
    void push_moreViewersThanABucket_reachesAll() {
        List<Viewer> viewers = new ArrayList<>();
        try {
            IntStream.range(0, 45).forEach(index -> {
                Viewer viewer = Viewer.connect(stack);
                viewers.add(viewer);
                viewer.subscribe("crowded");
            });
            press("crowded", 10);
            awaitCount(10, "crowded", viewers.toArray(Viewer[]::new));
            await().atMost(SOON).until(() -> viewers.stream().allMatch(viewer -> viewer.viewers("crowded") == 45));
        } finally {
            viewers.forEach(Viewer::close);
        }
    }

    @Test
    void message_invalid_isAnsweredByAnErrorAndTheConnectionKept() {
        try (Viewer viewer = Viewer.connect(stack)) {
            viewer.send("no JSON");
            viewer.send("{\"action\":\"dance\"}");
            viewer.send("{\"action\":\"ping\",\"padding\":\"" + "x".repeat(5000) + "\"}");
            viewer.subscribe(
                    IntStream.range(0, 51).mapToObj(index -> "c" + index).toArray(String[]::new));
            await().atMost(SOON).until(() -> viewer.frames("error").size() == 4);
            assertThat(viewer.frames("error"))
                    .extracting(frame -> frame.get("code").asText())
                    .containsExactlyInAnyOrder("not-json", "unknown-action", "too-large", "too-many-subscriptions");
            viewer.send("{\"action\":\"ping\"}");
            await().atMost(SOON).until(() -> viewer.frames("pong").size() == 1);
            assertThat(viewer.isClosed()).isFalse();
            assertThat(viewer.wrong()).isEmpty();
        }
    }

    @Test
    void history_isTheSumOfTheClicks() {
        press("remembered", 25);
        stack.assertExactlyOnce(presser);
        await().atMost(SOON).until(() -> sumOfHistory("remembered") == 25);
    }

    private long sumOfHistory(String counter) {
        long sum = 0;
        for (JsonNode window : presser.get("/v1/counters/" + counter + "/history?resolution=5m")
                .get("windows")) {
            sum += window.get("sum").asLong();
        }
        return sum;
    }

    private void press(String counter, int times) {
        IntStream.range(0, times).forEach(any -> presser.press(counter, 1));
    }

    private static JsonNode total(Viewer viewer, String counter) {
        JsonNode total = viewer.total(counter);
        assertThat(total).isNotNull();
        return Objects.requireNonNull(total);
    }

    private static void awaitCount(long count, String counter, Viewer... viewers) {
        await().atMost(SOON).untilAsserted(() -> assertThat(viewers)
                .extracting(viewer -> viewer.count(counter))
                .containsOnly(count));
    }

    private static void join(Thread thread) {
        try {
            thread.join(SOON.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
