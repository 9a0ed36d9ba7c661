package dev.tally.localstack.sources.streams;

import static dev.tally.localstack.sources.streams.ReceivedRecords.SUCCESS;
import static dev.tally.localstack.sources.streams.ReceivedRecords.allKeys;
import static dev.tally.localstack.sources.streams.ReceivedRecords.keys;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.cloud.EmbeddedCloud;
import dev.tally.localstack.lambda.InvocationResult;
import dev.tally.localstack.sources.streams.StreamSettings.StartingPosition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Shards that split, close, expire or are trimmed; the emulator does so too rarely for a test. */
class StreamLineageTest {

    private static final EmbeddedCloud CLOUD = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, "eu-central-1");
    private static final StreamedTable TABLE = StreamedTable.create(CLOUD.dynamoDb());
    private static final Duration LONG = Duration.ofSeconds(20);

    private final FakeStreams streams = new FakeStreams();
    private final FakeFunctions functions = FakeFunctions.doing(event -> CompletableFuture.completedFuture(SUCCESS));
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
    void closedParent_children_comeAfterIt() throws InterruptedException {
        streams.open("left", "root").open("right", "root").open("root", null).close("root");
        streams.write("left", "l1").write("root", "r1", "r2").write("right", "x1");

        StreamPoller poller = start(StartingPosition.TRIM_HORIZON);

        poller.awaitCaughtUp(LONG);
        assertThat(allKeys(functions)).startsWith("r1", "r2").containsExactlyInAnyOrder("r1", "r2", "l1", "x1");
    }

    @Test
    void parentInProgress_child_waitsForItsEnd() {
        CompletableFuture<InvocationResult> parent = new CompletableFuture<>();
        functions.nowDo(event -> keys(event).contains("p") ? parent : CompletableFuture.completedFuture(SUCCESS));
        streams.open("parent", null).write("parent", "p").close("parent");
        streams.open("child", "parent").write("child", "c");
        streams.open("other", null).write("other", "o");

        start(StartingPosition.TRIM_HORIZON);

        await().until(() -> allKeys(functions).contains("o"));
        int calls = streams.calls();
        await().until(() -> streams.calls() > calls + 5);
        assertThat(allKeys(functions)).containsExactlyInAnyOrder("p", "o");
        parent.complete(SUCCESS);
        await().until(() -> allKeys(functions).contains("c"));
    }

    @Test
    void slowLane_reading_pausesUntilThereIsRoom() throws InterruptedException {
        CompletableFuture<InvocationResult> first = new CompletableFuture<>();
        functions.nowDo(event -> keys(event).contains("a") ? first : CompletableFuture.completedFuture(SUCCESS));
        streams.open("one", null).write("one", "a");
        PollTimes narrow = new PollTimes(
                Duration.ofMillis(5),
                Duration.ZERO,
                Duration.ofMillis(5),
                Duration.ZERO,
                Duration.ZERO,
                1,
                InstantSource.system());
        StreamPoller poller = start(StartingPosition.TRIM_HORIZON, narrow);
        await().until(() -> poller.batchesInProgress() == 1);
        streams.write("one", "a");
        await().until(() -> streams.furthest() == 2);

        streams.write("one", "a", "a");
        int calls = streams.calls();
        await().until(() -> streams.calls() > calls + 10);

        assertThat(streams.furthest()).isEqualTo(2);
        first.complete(SUCCESS);
        poller.awaitCaughtUp(LONG);
        assertThat(allKeys(functions)).hasSize(4);
    }

    @Test
    void rollover_whileReading_continuesWithTheChild() throws InterruptedException {
        streams.open("one", null).write("one", "a");
        StreamPoller poller = start(StartingPosition.LATEST);
        poller.awaitCaughtUp(LONG);

        streams.write("one", "b").open("two", "one").write("two", "c").close("one");

        await().until(() -> allKeys(functions).size() == 2);
        assertThat(allKeys(functions)).containsExactly("b", "c");
    }

    @Test
    void trimmedParent_child_isReadAlone() throws InterruptedException {
        streams.open("child", "long-gone").write("child", "c");

        StreamPoller poller = start(StartingPosition.TRIM_HORIZON);

        poller.awaitCaughtUp(LONG);
        assertThat(allKeys(functions)).containsExactly("c");
    }

    @Test
    void latest_closedShards_areSkipped() throws InterruptedException {
        streams.open("old", null).write("old", "a").close("old");
        streams.open("new", "old").write("new", "b");
        StreamPoller poller = start(StartingPosition.LATEST);
        poller.awaitCaughtUp(LONG);

        streams.write("new", "c");

        await().until(() -> allKeys(functions).contains("c"));
        assertThat(allKeys(functions)).containsExactly("c");
    }

    @Test
    void expiredIterator_reading_continuesAfterTheLastRecord() throws InterruptedException {
        streams.open("one", null).write("one", "a", "b");
        StreamPoller poller = start(StartingPosition.TRIM_HORIZON);
        poller.awaitCaughtUp(LONG);

        streams.expireIterators();
        streams.write("one", "c");

        await().until(() -> allKeys(functions).contains("c"));
        assertThat(allKeys(functions)).containsExactly("a", "b", "c");
    }

    @Test
    void trimmedRecords_reading_continuesAtTheOldestLeft() throws InterruptedException {
        streams.open("one", null).write("one", "a");
        StreamPoller poller = start(StartingPosition.TRIM_HORIZON);
        poller.awaitCaughtUp(LONG);

        synchronized (streams) {
            streams.write("one", "b", "c", "d").trim("one", 3);
            streams.expireIterators();
        }

        await().until(() -> allKeys(functions).contains("d"));
        assertThat(allKeys(functions)).containsExactly("a", "d");
    }

    @Test
    void outage_streamReachableAgain_readingContinues() throws InterruptedException {
        streams.open("one", null).write("one", "a");
        StreamPoller poller = start(StartingPosition.TRIM_HORIZON);
        poller.awaitCaughtUp(LONG);
        streams.breakDown(true);
        int before = streams.calls();
        await().until(() -> streams.calls() > before + 2);

        streams.write("one", "b");
        streams.breakDown(false);

        await().until(() -> allKeys(functions).contains("b"));
        assertThat(allKeys(functions)).containsExactly("a", "b");
    }

    @Test
    void outage_reader_doesNotSpin() {
        streams.breakDown(true);
        long started = System.nanoTime();
        start(StartingPosition.TRIM_HORIZON, PollTimes.NORMAL);

        await().pollInterval(Duration.ofMillis(10)).until(() -> streams.calls() >= 4);

        // Between four calls are three waits, of 50, 100 and 200 ms.
        assertThat(Duration.ofNanos(System.nanoTime() - started)).isGreaterThanOrEqualTo(Duration.ofMillis(350));
    }

    private StreamPoller start(StartingPosition position) {
        return start(position, TestSettings.QUICK);
    }

    private StreamPoller start(StartingPosition position, PollTimes times) {
        StreamSettings settings =
                TestSettings.of(TABLE.name()).from(position).lanes(2).build();
        StreamPoller poller = StreamPoller.start(settings, StreamCloud.of(CLOUD, streams), functions, times);
        pollers.add(poller);
        return poller;
    }
}
