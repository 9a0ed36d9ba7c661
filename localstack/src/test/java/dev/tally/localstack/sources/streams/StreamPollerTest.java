package dev.tally.localstack.sources.streams;

import static dev.tally.localstack.sources.streams.ReceivedRecords.SUCCESS;
import static dev.tally.localstack.sources.streams.ReceivedRecords.allNumbers;
import static dev.tally.localstack.sources.streams.ReceivedRecords.keys;
import static dev.tally.localstack.sources.streams.ReceivedRecords.numbers;
import static dev.tally.localstack.sources.streams.ReceivedRecords.records;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.cloud.EmbeddedCloud;
import dev.tally.localstack.lambda.InvocationResult;
import dev.tally.localstack.lambda.ThrottledException;
import dev.tally.localstack.sources.streams.StreamSettings.StartingPosition;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

class StreamPollerTest {

    private static final EmbeddedCloud CLOUD = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, "eu-central-1");
    private static final Duration LONG = Duration.ofSeconds(20);

    private final StreamedTable table = StreamedTable.create(CLOUD.dynamoDb());
    private final List<StreamPoller> pollers = new ArrayList<>();

    @AfterEach
    void closePollers() {
        pollers.forEach(StreamPoller::close);
    }

    @AfterAll
    static void stop() {
        CLOUD.close();
    }

    @Test
    void write_item_arrivesAsLambdasEvent() throws InterruptedException {
        FakeFunctions functions = succeeding();
        StreamPoller poller = start(functions, settings());
        long before = Instant.now().getEpochSecond();

        table.put("a", "row#1", 1);
        table.put("a", "row#1", 2);

        assertThat(poller.awaitCaughtUp(LONG)).isTrue();
        List<JsonObject> records = functions.events().stream()
                .flatMap(event -> records(event).stream())
                .toList();
        assertThat(records).extracting(record -> record.getString("eventName")).containsExactly("INSERT", "MODIFY");
        JsonObject second = records.get(1);
        assertThat(second.getString("eventSource")).isEqualTo("aws:dynamodb");
        assertThat(second.getString("eventVersion")).isEqualTo("1.1");
        assertThat(second.getString("awsRegion")).isEqualTo("eu-central-1");
        assertThat(second.getString("eventSourceARN")).contains(":table/" + table.name() + "/stream/");
        assertThat(second.getString("eventID")).isNotEmpty();
        JsonObject change = second.getJsonObject("dynamodb");
        assertThat(change.getJsonObject("NewImage").encode()).contains("\"n\":{\"N\":\"2\"}");
        assertThat(change.getJsonObject("OldImage").encode()).contains("\"n\":{\"N\":\"1\"}");
        assertThat(change.getJsonObject("Keys").getMap()).containsOnlyKeys("pk", "sk");
        assertThat(change.getLong("ApproximateCreationDateTime")).isBetween(before, before + 60);
        assertThat(change.getString("StreamViewType")).isEqualTo("NEW_AND_OLD_IMAGES");
        assertThat(records.get(0).getJsonObject("dynamodb").containsKey("OldImage"))
                .isFalse();
    }

    @Test
    void write_whileIdle_arrivesLongBeforeTheIdlePoll() throws InterruptedException {
        FakeFunctions functions = succeeding();
        Duration never = Duration.ofMinutes(1);
        PollTimes asleep = new PollTimes(never, Duration.ZERO, never, never, never, 10_000, InstantSource.system());
        StreamPoller poller = start(functions, settings(), asleep);
        poller.awaitCaughtUp(LONG);

        table.put("a", "x", 1);

        await().atMost(LONG).until(() -> allNumbers(functions).equals(List.of(1)));
    }

    @Test
    void filter_otherRecords_areSkipped() throws InterruptedException {
        FakeFunctions functions = succeeding();
        table.put("a", "total", 1);
        table.put("a", "row#1", 2);
        table.put("a", "row#2", 3);
        table.put("a", "post", 4);

        StreamPoller poller = start(
                functions,
                settings().filtered("{'eventName':['INSERT'],'dynamodb':{'Keys':{'sk':{'S':[{'prefix':'row#'}]}}}}"));

        assertThat(poller.awaitCaughtUp(LONG)).isTrue();
        assertThat(allNumbers(functions)).containsExactly(2, 3);
    }

    @Test
    void latest_olderRecords_areNotRead() throws InterruptedException {
        FakeFunctions functions = succeeding();
        table.put("a", "x", 1);
        StreamPoller poller = start(functions, settings().from(StartingPosition.LATEST));
        poller.awaitCaughtUp(LONG);

        table.put("a", "x", 2);

        poller.awaitCaughtUp(LONG);
        assertThat(allNumbers(functions)).containsExactly(2);
    }

    @Test
    void laneInProgress_newerRecords_waitAndGoTogether() throws InterruptedException {
        CompletableFuture<InvocationResult> first = new CompletableFuture<>();
        FakeFunctions functions = FakeFunctions.doing(event -> numbers(event).contains(1) ? first : completed(SUCCESS));
        StreamPoller poller = start(functions, settings().batches(3));
        table.put("a", "x", 1);
        await().until(() -> poller.batchesInProgress() == 1);

        IntStream.rangeClosed(2, 6).forEach(n -> table.put("a", "x", n));
        first.complete(SUCCESS);

        poller.awaitCaughtUp(LONG);
        assertThat(allNumbers(functions)).containsExactly(1, 2, 3, 4, 5, 6);
        assertThat(functions.events()).allMatch(event -> numbers(event).size() <= 3);
        assertThat(poller.batchesInProgress()).isZero();
    }

    @Test
    void slowKey_keysOfOtherLanes_continue() {
        CompletableFuture<InvocationResult> slow = new CompletableFuture<>();
        FakeFunctions functions =
                FakeFunctions.doing(event -> keys(event).contains("slow") ? slow : completed(SUCCESS));
        StreamPoller poller = start(functions, settings().lanes(10));
        table.put("slow", "x", 0);
        await().until(() -> poller.batchesInProgress() == 1);

        IntStream.range(0, 50).forEach(n -> table.put("key" + n, "x", n));

        await().until(() -> distinctKeys(functions) > 20);
        assertThat(functions.events())
                .filteredOn(event -> keys(event).contains("slow"))
                .hasSize(1);
        slow.complete(SUCCESS);
    }

    @Test
    void functionError_batch_isRetriedInPlace() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        FakeFunctions functions = FakeFunctions.doing(
                event -> completed(attempts.incrementAndGet() < 4 ? FakeFunctions.failure() : SUCCESS));
        write(1, 2);

        StreamPoller poller = start(functions, settings().batches(2));

        poller.awaitCaughtUp(LONG);
        assertThat(allNumbers(functions)).containsExactly(1, 2, 1, 2, 1, 2, 1, 2);
    }

    @Test
    void bisect_poisonousRecord_isRetriedAlone() throws InterruptedException {
        AtomicInteger failures = new AtomicInteger();
        FakeFunctions functions = FakeFunctions.doing(event -> completed(
                numbers(event).contains(3) && failures.incrementAndGet() < 4 ? FakeFunctions.failure() : SUCCESS));
        write(1, 2, 3, 4);

        StreamPoller poller = start(functions, settings().bisecting());

        poller.awaitCaughtUp(LONG);
        assertThat(functions.events().stream().map(ReceivedRecords::numbers))
                .containsExactly(List.of(1, 2, 3, 4), List.of(1, 2), List.of(3, 4), List.of(3), List.of(3), List.of(4));
    }

    @Test
    void reportedFailure_recordsBefore_areDone() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        FakeFunctions functions = FakeFunctions.doing(
                event -> completed(attempts.incrementAndGet() == 1 ? ReceivedRecords.failureAt(event, 3) : SUCCESS));
        write(1, 2, 3, 4);

        StreamPoller poller = start(functions, settings().bisecting());

        poller.awaitCaughtUp(LONG);
        assertThat(functions.events().stream().map(ReceivedRecords::numbers))
                .containsExactly(List.of(1, 2, 3, 4), List.of(3, 4));
    }

    @Test
    void reportedFailure_reportingIsOff_isIgnored() throws InterruptedException {
        FakeFunctions functions = FakeFunctions.doing(event -> completed(ReceivedRecords.failureAt(event, 1)));
        write(1);

        StreamPoller poller = start(functions, settings().notReporting());

        poller.awaitCaughtUp(LONG);
        assertThat(functions.events()).hasSize(1);
    }

    @Test
    void throttled_batch_isRetriedWhole() throws InterruptedException {
        AtomicInteger attempts = new AtomicInteger();
        FakeFunctions functions = FakeFunctions.doing(event -> attempts.incrementAndGet() < 5
                ? CompletableFuture.failedFuture(new ThrottledException("function"))
                : completed(SUCCESS));
        write(1, 2);

        StreamPoller poller = start(functions, settings().bisecting());

        poller.awaitCaughtUp(LONG);
        assertThat(functions.events()).hasSize(5).allMatch(event -> numbers(event)
                .equals(List.of(1, 2)));
    }

    @Test
    void pause_records_waitUntilResume() throws InterruptedException {
        FakeFunctions functions = succeeding();
        StreamPoller poller = start(functions, settings());
        poller.awaitCaughtUp(LONG);

        poller.pause();
        write(1);
        assertThat(poller.awaitCaughtUp(Duration.ofMillis(300))).isFalse();
        assertThat(functions.events()).isEmpty();
        poller.resume();

        assertThat(poller.awaitCaughtUp(LONG)).isTrue();
        assertThat(allNumbers(functions)).containsExactly(1);
    }

    @RepeatedTest(10)
    void close_whileIdle_endsAtOnceAndLeavesNoThread() {
        StreamPoller poller = start(succeeding(), settings());

        long started = System.nanoTime();
        poller.close();

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(3));
        await().until(() -> Thread.getAllStackTraces().keySet().stream()
                .noneMatch(thread -> thread.getName().startsWith("source-")));
    }

    @Test
    void close_retryWaits_endsAtOnce() {
        Duration hour = Duration.ofHours(1);
        StreamPoller poller = start(
                FakeFunctions.failing(),
                settings(),
                new PollTimes(hour, Duration.ZERO, hour, hour, hour, 10, InstantSource.system()));
        write(1);
        await().until(() -> poller.batchesInProgress() == 1);

        long started = System.nanoTime();
        poller.close();

        assertThat(Duration.ofNanos(System.nanoTime() - started)).isLessThan(Duration.ofSeconds(3));
    }

    @Test
    void close_batchInProgress_waitsForItsEnd() {
        CompletableFuture<InvocationResult> invocation = new CompletableFuture<>();
        StreamPoller poller = start(FakeFunctions.doing(event -> invocation), settings());
        write(1);
        await().until(() -> poller.batchesInProgress() == 1);

        CompletableFuture<Void> closing = CompletableFuture.runAsync(poller::close);
        invocation.complete(SUCCESS);

        closing.join();
        assertThat(poller.batchesInProgress()).isZero();
    }

    @Test
    void table_createdAgain_itsStreamIsReadFromTheStart() throws InterruptedException {
        FakeFunctions functions = succeeding();
        StreamPoller poller = start(functions, settings());
        write(1);
        poller.awaitCaughtUp(LONG);

        table.delete();
        table.create();
        write(2);

        await().atMost(LONG).until(() -> allNumbers(functions).equals(List.of(1, 2)));
    }

    private StreamPoller start(FakeFunctions functions, TestSettings settings) {
        return start(functions, settings, TestSettings.QUICK);
    }

    private StreamPoller start(FakeFunctions functions, TestSettings settings, PollTimes times) {
        StreamPoller poller = StreamPoller.start(settings.build(), CLOUD, functions, times);
        pollers.add(poller);
        return poller;
    }

    private TestSettings settings() {
        return TestSettings.of(table.name());
    }

    private void write(int... numbers) {
        for (int number : numbers) {
            table.put("a", "x", number);
        }
    }

    private static FakeFunctions succeeding() {
        return FakeFunctions.doing(event -> completed(SUCCESS));
    }

    private static CompletionStage<InvocationResult> completed(InvocationResult result) {
        return CompletableFuture.completedFuture(result);
    }

    private static long distinctKeys(FakeFunctions functions) {
        return ReceivedRecords.allKeys(functions).stream().distinct().count();
    }
}
