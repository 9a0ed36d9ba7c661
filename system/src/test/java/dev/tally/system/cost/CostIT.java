package dev.tally.system.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.HotListReader;
import dev.tally.counter.Shard;
import dev.tally.counter.Total;
import dev.tally.counter.Vote;
import dev.tally.counter.Voter;
import dev.tally.counter.dynamodb.DynamoDbTotalStore;
import dev.tally.localstack.sources.QueuePoller;
import dev.tally.localstack.sources.streams.StreamPoller;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.system.kit.Crowd;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import dev.tally.system.kit.Viewer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The cost of clicks, pushes and viewers, by every AWS call that they cause. The calls must stay within {@code
 * cost/budget.yaml}.
 *
 * <p>The workloads wait so that the number of calls is the same each time. A hot counter's clicks queue up before they
 * are counted, and its shards' records before they are rolled up. A cold counter's click is alone.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class CostIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final int MILLION = 1_000_000;
    private static final String HOT = "hot clicks";
    private static final double HOT_WITHOUT_ACCESS_LOGS = 2.15;
    private static final int VIEWERS = 10;
    private static final int PINGS_PER_HOUR = 7;
    private static final int MINUTES_PER_HOUR = 60;

    private final Prices prices = Prices.load(ROOT);
    private final Map<String, Integer> memory = StackSpec.load(ROOT).functions().entrySet().stream()
            .collect(Collectors.toMap(
                    Map.Entry::getKey, function -> function.getValue().memoryMegabytes()));
    private final CostTable table = new CostTable();
    private final UsageMeter meter = UsageMeter.start(TestOptions.DEFAULT
            .withProcesses(1, 8)
            .withAggregatorTimeout(5)
            .withVisibility(30)
            .withVariable("TALLY_VOTERS_PER_SECOND", "0"));
    private final TestStack stack = meter.stack();
    private final Instant startedAt = Instant.now();
    private final Presser presser = new Presser(stack);
    private final DynamoDbTotalStore totals = new DynamoDbTotalStore(
            stack.stack().cloud().dynamoDb(),
            stack.stack().resources().tableName("counters"),
            new Epoch(stack.stack().epoch()));

    @AfterAll
    void stop() {
        meter.close();
        table.lines().forEach(line -> System.out.println("cost: " + line));
    }

    @Test
    @Order(1)
    void hotCounter_clicksInFullBatches_areWithinBudget() {
        CallUsage usage = meter.of(() -> queueUp("busy", 100, 1));

        assertWithin(HOT, usage, 100, 0);
    }

    @Test
    @Order(2)
    void hotCounter_tenPressesInOneClick_areWithinBudget() {
        CallUsage usage = meter.of(() -> queueUp("coalesced", 50, 10));

        assertWithin("coalesced presses", usage, 500, 0);
    }

    @Test
    @Order(3)
    void coldCounters_oneClickEach_areWithinBudget() {
        int counters = 10;
        CallUsage usage = meter.of(() -> {
            for (int counter = 0; counter < counters; counter++) {
                press("cold-" + counter, 1);
                stack.settle();
            }
        });

        assertWithin("cold clicks", usage, counters, 0);
    }

    /** A wait reads its shard after 20, 40, 80 ms and so on, so the number of reads depends on the machine. */
    @Test
    @Order(4)
    void waitingClicks_oneAfterTheOther_areWithinBudget() {
        int clicks = 10;
        assertThat(presser.pressAndWait("waited")).isBetween(200, 202);
        stack.settle();
        CallUsage usage = meter.of(() -> {
            for (int click = 0; click < clicks; click++) {
                meter.countRequest();
                assertThat(presser.pressAndWait("waited")).isEqualTo(200);
                stack.settle();
            }
        });

        assertWithin("waiting clicks", usage, clicks, 0);
    }

    @Test
    @Order(5)
    void hotCounter_votesInFullBatches_areWithinBudget() {
        List<String> voters = votersOfTwoShards();
        CallUsage usage = meter.of(() -> queueUp("like~hot", voters));

        assertWithin("hot votes", usage, voters.size(), 0);
    }

    @Test
    @Order(6)
    void hotCounter_votesThatChangeNothing_areWithinBudget() {
        List<String> voters = votersOfTwoShards();
        queueUp("like~repeated", voters);
        stack.settle();
        CallUsage usage = meter.of(() -> queueUp("like~repeated", voters));

        assertWithin("repeated votes", usage, voters.size(), 0);
    }

    @Test
    @Order(7)
    void coldCounters_oneVoteEach_areWithinBudget() {
        int counters = 10;
        CallUsage usage = meter.of(() -> {
            for (int counter = 0; counter < counters; counter++) {
                vote("like~cold-" + counter, "voter-0123456789");
                stack.settle();
            }
        });

        assertWithin("cold votes", usage, counters, 0);
    }

    /** Returns fifty voters of each of two shards, so that their votes fill whole batches. */
    private static List<String> votersOfTwoShards() {
        Map<Integer, List<String>> voters = IntStream.range(0, 2000)
                .mapToObj(number -> "voter-0123456789-" + number)
                .collect(Collectors.groupingBy(CostIT::shardOf));
        return IntStream.of(0, 1)
                .mapToObj(shard -> voters.getOrDefault(shard, List.of()).subList(0, 50))
                .flatMap(List::stream)
                .toList();
    }

    private static int shardOf(String voter) {
        ClickId id = ClickId.parse("01890a5d-ac96-774b-bcce-b302099a8057");
        return Shard.of(Vote.of(id, new CounterId("like~any"), Voter.ofClient(voter), 1), 16)
                .index();
    }

    @Test
    @Order(8)
    void viewer_comesForAnHourAndGoes_isWithinBudget() {
        CounterId counter = new CounterId("visited");
        press(counter.value(), 1);
        stack.settle();
        CallUsage usage = meter.of(() -> {
            try (Viewer viewer = Viewer.connectTo(stack, counter.value())) {
                await().atMost(SOON).until(() -> viewer.viewers(counter.value()) == 1);
                for (int ping = 1; ping <= PINGS_PER_HOUR; ping++) {
                    meter.countMessage();
                    viewer.send("{\"action\":\"ping\"}");
                    int pongs = ping;
                    await().atMost(SOON).until(() -> viewer.frames("pong").size() == pongs);
                }
                stack.settle();
            }
            await().atMost(SOON).until(() -> totals.find(counter).viewers() == 0);
        });

        assertWithin("viewer-hours", usage, 1, MINUTES_PER_HOUR);
    }

    /** Runs after the workloads, because it does not wait until its viewers are gone. */
    @Test
    @Order(9)
    void viewers_newTotals_arePushedWithinBudget() {
        CounterId counter = new CounterId("watched");
        int pushes = 5;
        press(counter.value(), 1);
        stack.settle();
        try (Crowd crowd = Crowd.open(stack.webSocketEndpoint(), counter.value(), VIEWERS)) {
            await().atMost(SOON)
                    .until(() ->
                            crowd.showing() == VIEWERS && totals.find(counter).viewers() == VIEWERS);
            stack.settle();
            CallUsage usage = meter.of(() -> {
                for (int push = 0; push < pushes; push++) {
                    publishNewCount(counter);
                    stack.settle();
                }
            });

            assertWithin("pushes", usage, (long) pushes * VIEWERS, 0);
        }
    }

    /** Publishes as a rollup does, but without a click, so that only the push is counted. */
    private void publishNewCount(CounterId counter) {
        Total last = totals.find(counter).total();
        SortedMap<String, Long> writes = new TreeMap<>(last.writes());
        writes.merge(writes.firstKey(), 1L, Long::sum);
        totals.publish(new Total(
                counter,
                last.epoch(),
                last.count() + 1,
                last.version() + 1,
                writes,
                last.watermarks(),
                last.minutes(),
                last.updatedAt(),
                last.asOf()));
    }

    /** Runs after the others. The list is small, so a read is one unit. One process of press answers all requests. */
    @Test
    @Order(10)
    void hotList_allWorkloads_isReadAtMostOnceInTwentySeconds() {
        long periods = Duration.between(startedAt, Instant.now()).dividedBy(HotListReader.REFRESH) + 1;

        assertThat(meter.hotListReads()).isBetween(1L, periods);
    }

    /** Presses while the sources are paused, and then resumes first the counting and then the rollup. */
    private void queueUp(String counter, int clicks, int delta) {
        queueUp(() -> {
            for (int click = 0; click < clicks; click++) {
                press(counter, delta);
            }
        });
    }

    private void queueUp(String counter, List<String> voters) {
        queueUp(() -> voters.forEach(voter -> vote(counter, voter)));
    }

    private void queueUp(Runnable requests) {
        QueuePoller queue = stack.stack().sources().get(0);
        StreamPoller rollup = stack.stack().streamSources().get(0);
        queue.pause();
        rollup.pause();
        requests.run();
        queue.resume();
        stack.drain();
        rollup.resume();
    }

    private void press(String counter, int delta) {
        meter.countRequest();
        assertThat(presser.press(counter, delta)).isEqualTo(202);
    }

    private void vote(String counter, String voter) {
        meter.countRequest();
        assertThat(presser.vote(counter, voter, 1)).isEqualTo(202);
    }

    private void assertWithin(String workload, CallUsage usage, long done, long connectionMinutes) {
        Map<String, Double> million = prices.bill(usage, memory, connectionMinutes);
        million.replaceAll((service, dollars) -> dollars * MILLION / done);
        table.add(workload, million, traces(usage, done), usage.per(1, done));
        assertThat(CostBudget.load(workload).exceededBy(usage, done))
                .as("usage above the budget")
                .isEmpty();
        assertThat(sum(million))
                .as("dollars of a million: %s", million)
                .isLessThanOrEqualTo(prices.budget().getOrDefault(workload, Double.MAX_VALUE));
        if (workload.equals(HOT)) {
            million.remove(Prices.ACCESS_LOGS);
            assertThat(sum(million))
                    .as("without access logs: %s", million)
                    .isLessThanOrEqualTo(HOT_WITHOUT_ACCESS_LOGS);
        }
    }

    private static double sum(Map<String, Double> dollars) {
        return dollars.values().stream().mapToDouble(Double::doubleValue).sum();
    }

    /** Returns the dollars per million that tracing adds, if each function is invoked at such a rate. */
    private Map<String, Double> traces(CallUsage usage, long done) {
        Map<String, Double> traces = new LinkedHashMap<>();
        for (int perSecond : new int[] {1, 100}) {
            double dollars = prices.traces(usage, TraceSampling.share(perSecond));
            traces.put("traces at " + perSecond + "/s", dollars * MILLION / done);
        }
        return traces;
    }
}
