package dev.tally.localstack.sources;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.EmbeddedCloud;
import dev.tally.localstack.cloud.FifoQueue;
import dev.tally.localstack.cloud.Resources;
import dev.tally.localstack.lambda.InvocationResult;
import dev.tally.localstack.lambda.ThrottledException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class QueuePollerTest {

    private static final EmbeddedCloud CLOUD = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, "eu-central-1");
    private static final String NO_FAILURES = "{\"batchItemFailures\":[]}";
    private static final Duration VISIBILITY = Duration.ofSeconds(30);

    private final FifoQueue queue = FifoQueue.create(CLOUD.sqs());
    private final List<QueuePoller> pollers = new ArrayList<>();

    @AfterEach
    void closePollers() {
        pollers.forEach(QueuePoller::close);
    }

    @AfterAll
    static void stop() {
        CLOUD.close();
    }

    @Test
    void success_batch_isDeleted() {
        FakeFunctions functions = FakeFunctions.returning(NO_FAILURES);
        queue.send("a", "1", "2");

        start(functions, settings(queue));

        await().until(() -> queue.size() == 0);
        assertThat(bodies(functions)).containsExactly("1", "2");
    }

    @Test
    void success_messageSentWhileIdle_arrivesAtOnce() {
        FakeFunctions functions = FakeFunctions.returning(NO_FAILURES);
        start(functions, settings(queue));

        queue.send("a", "1");

        // A poll lasts 20 s.
        await().atMost(Duration.ofSeconds(10)).until(() -> bodies(functions).contains("1"));
    }

    @Test
    void waitAfter_oneMessageOrAFullBatch_isNone() {
        assertThat(QueuePoller.waitAfter(1, 10)).isZero();
        assertThat(QueuePoller.waitAfter(10, 10)).isZero();
        assertThat(QueuePoller.waitAfter(1, 1)).isZero();
    }

    @Test
    void waitAfter_partOfABatch_growsWithIt() {
        assertThat(QueuePoller.waitAfter(2, 10)).isEqualTo(Duration.ofMillis(2));
        assertThat(QueuePoller.waitAfter(9, 10)).isEqualTo(Duration.ofMillis(16));
    }

    @Test
    void reportedFailure_onlyThatMessage_staysInTheQueue() {
        FakeFunctions functions = FakeFunctions.doing(event -> completed(failureOf(event, "2")));
        queue.send("a", "1", "2");

        QueuePoller poller = start(functions, settings(queue));

        await().until(() -> queue.size() == 1 && poller.batchesInFlight() == 0);
        assertThat(functions.events()).hasSize(1);
    }

    @Test
    void reportedFailure_reportingIsOff_isIgnored() {
        FakeFunctions functions = FakeFunctions.doing(event -> completed(failureOf(event, "1")));
        queue.send("a", "1");

        start(functions, new QueueSettings("source", resource(queue), "function", 10, 2, false, VISIBILITY));

        await().until(() -> queue.size() == 0);
    }

    @Test
    void functionError_batch_returnsInOrderAfterTheVisibilityTimeout() {
        FifoQueue brief = FifoQueue.create(CLOUD.sqs(), Duration.ofSeconds(1));
        AtomicBoolean failed = new AtomicBoolean();
        FakeFunctions functions = FakeFunctions.doing(event ->
                completed(failed.compareAndSet(false, true) ? FakeFunctions.failure() : FakeFunctions.success("{}")));
        brief.send("a", "1", "2");

        start(functions, new QueueSettings("source", resource(brief), "function", 10, 2, true, Duration.ofSeconds(1)));

        await().until(() -> brief.size() == 0);
        assertThat(bodies(functions)).containsExactly("1", "2", "1", "2");
        assertThat(receiveCounts(functions)).containsExactly("1", "1", "2", "2");
    }

    @Test
    void throttled_batch_isRetriedWhileInFlight() {
        AtomicInteger attempts = new AtomicInteger();
        FakeFunctions functions = FakeFunctions.doing(event -> attempts.incrementAndGet() < 3
                ? CompletableFuture.failedFuture(new ThrottledException("function"))
                : completed(FakeFunctions.success(NO_FAILURES)));
        queue.send("a", "1");

        start(functions, settings(queue));

        await().until(() -> queue.size() == 0);
        assertThat(receiveCounts(functions)).containsExactly("1", "1", "1");
    }

    @Test
    void slowGroup_otherGroups_continue() {
        CompletableFuture<InvocationResult> never = new CompletableFuture<>();
        FakeFunctions functions = FakeFunctions.doing(
                event -> groups(event).contains("slow") ? never : completed(FakeFunctions.success(NO_FAILURES)));
        queue.send("slow", "1", "2");
        QueuePoller poller = start(functions, settings(queue));
        await().until(() -> poller.batchesInFlight() == 1);

        queue.send("quick", "3");
        queue.send("quick", "4");

        await().until(() -> queue.size() == 2);
        never.complete(FakeFunctions.success(NO_FAILURES));
        await().until(() -> queue.size() == 0);
    }

    @Test
    void manyGroups_messages_arriveInOrderAndOneBatchOfAGroupAtATime() {
        Map<String, Boolean> busy = new ConcurrentHashMap<>();
        List<String> overlaps = new ArrayList<>();
        FakeFunctions functions = FakeFunctions.doing(event -> CompletableFuture.supplyAsync(
                () -> {
                    groups(event).forEach(busy::remove);
                    return FakeFunctions.success(NO_FAILURES);
                },
                CompletableFuture.delayedExecutor(3, TimeUnit.MILLISECONDS)));
        FakeFunctions watched = FakeFunctions.doing(event -> {
            groups(event).stream()
                    .filter(group -> busy.put(group, true) != null)
                    .forEach(overlaps::add);
            return functions.invoke("function", event.toBuffer());
        });
        start(watched, settings(queue));

        for (int i = 0; i < 40; i++) {
            for (String group : List.of("a", "b", "c")) {
                queue.send(group, group + i);
            }
        }

        await().until(() -> queue.size() == 0);
        assertThat(overlaps).isEmpty();
        for (String group : List.of("a", "b", "c")) {
            assertThat(bodies(watched).stream().filter(body -> body.startsWith(group)))
                    .containsExactlyElementsOf(
                            IntStream.range(0, 40).mapToObj(i -> group + i).toList());
        }
    }

    @Test
    void maximumConcurrency_moreGroupsThanPlaces_isNeverExceeded() {
        List<CompletableFuture<InvocationResult>> running = new ArrayList<>();
        FakeFunctions functions = FakeFunctions.doing(event -> {
            CompletableFuture<InvocationResult> invocation = new CompletableFuture<>();
            running.add(invocation);
            return invocation;
        });
        for (String group : List.of("a", "b", "c")) {
            queue.send(group, group);
        }

        QueuePoller poller =
                start(functions, new QueueSettings("source", resource(queue), "function", 1, 2, true, VISIBILITY));

        await().until(() -> functions.events().size() == 2);
        assertThat(poller.batchesInFlight()).isEqualTo(2);
        assertThat(queue.receive(1)).as("the third group waits in the queue").hasSize(1);
        running.forEach(invocation -> invocation.complete(FakeFunctions.success(NO_FAILURES)));
    }

    @Test
    void pause_messages_waitUntilResume() {
        FakeFunctions functions = FakeFunctions.returning(NO_FAILURES);
        QueuePoller poller = start(functions, settings(queue));

        poller.pause();
        queue.send("a", "1");
        await().during(Duration.ofMillis(300)).until(() -> functions.events().isEmpty() && queue.size() == 1);
        poller.resume();

        await().until(() -> queue.size() == 0);
        assertThat(bodies(functions)).containsExactly("1");
    }

    @RepeatedTest(20)
    void close_idleLongPoll_endsAtOnce() {
        QueuePoller poller = start(FakeFunctions.returning(NO_FAILURES), settings(queue));

        long started = System.nanoTime();
        poller.close();

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(3));
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .doesNotContain("source-receiver");
    }

    @Test
    void close_batchInFlight_waitsForItsEnd() {
        CompletableFuture<InvocationResult> invocation = new CompletableFuture<>();
        FakeFunctions functions = FakeFunctions.doing(event -> invocation);
        queue.send("a", "1");
        QueuePoller poller = start(functions, settings(queue));
        await().until(() -> poller.batchesInFlight() == 1);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(poller::close);
        invocation.complete(FakeFunctions.success(NO_FAILURES));

        closing.join();
        assertThat(queue.size()).isZero();
    }

    @Test
    void outage_queueReachableAgain_messagesArrive() {
        AtomicBoolean broken = new AtomicBoolean(true);
        AtomicInteger rejected = new AtomicInteger();
        FakeFunctions functions = FakeFunctions.returning(NO_FAILURES);
        Cloud cloud = new InterruptedCloud(CLOUD, broken, rejected);
        queue.send("a", "1");
        pollers.add(QueuePoller.start(settings(queue), cloud, functions));
        await().until(() -> rejected.get() >= 2);

        broken.set(false);

        await().until(() -> queue.size() == 0);
    }

    private QueuePoller start(FakeFunctions functions, QueueSettings settings) {
        QueuePoller poller = QueuePoller.start(settings, CLOUD, functions);
        pollers.add(poller);
        return poller;
    }

    private static QueueSettings settings(FifoQueue queue) {
        return new QueueSettings("source", resource(queue), "function", 10, 4, true, VISIBILITY);
    }

    private static Resources.Queue resource(FifoQueue queue) {
        return new Resources.Queue(queue.url(), queue.arn());
    }

    private static CompletionStage<InvocationResult> completed(InvocationResult result) {
        return CompletableFuture.completedFuture(result);
    }

    private static InvocationResult failureOf(JsonObject event, String body) {
        String id = records(event).stream()
                .filter(record -> record.getString("body").equals(body))
                .map(record -> record.getString("messageId"))
                .findFirst()
                .orElseThrow();
        return FakeFunctions.success("{\"batchItemFailures\":[{\"itemIdentifier\":\"" + id + "\"}]}");
    }

    private static List<String> bodies(FakeFunctions functions) {
        return functions.events().stream()
                .flatMap(event -> records(event).stream())
                .map(record -> record.getString("body"))
                .toList();
    }

    private static List<String> receiveCounts(FakeFunctions functions) {
        return functions.events().stream()
                .flatMap(event -> records(event).stream())
                .map(record -> record.getJsonObject("attributes").getString("ApproximateReceiveCount"))
                .toList();
    }

    private static List<String> groups(JsonObject event) {
        return records(event).stream()
                .map(record -> record.getJsonObject("attributes").getString("MessageGroupId"))
                .distinct()
                .toList();
    }

    private static List<JsonObject> records(JsonObject event) {
        return event.getJsonArray("Records").stream()
                .map(JsonObject.class::cast)
                .toList();
    }
}
