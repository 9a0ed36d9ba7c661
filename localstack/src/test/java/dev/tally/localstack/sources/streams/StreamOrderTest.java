package dev.tally.localstack.sources.streams;

import static dev.tally.localstack.sources.streams.ReceivedRecords.SUCCESS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.cloud.EmbeddedCloud;
import dev.tally.localstack.lambda.InvocationResult;
import dev.tally.localstack.lambda.ThrottledException;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several keys, lanes and random failures on a real stream: each key is in order, and no record is lost. */
class StreamOrderTest {

    private static final int KEYS = 7;
    private static final int WRITES = 300;

    private final Set<String> busy = new HashSet<>();
    private final List<String> overlaps = new ArrayList<>();
    private final Map<String, List<Integer>> processed = new TreeMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void randomFailures_eachKey_isInOrderAndComplete(long seed) throws InterruptedException {
        try (EmbeddedCloud cloud = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, "eu-central-1")) {
            StreamedTable table = StreamedTable.create(cloud.dynamoDb());
            Random random = new Random(seed);
            FakeFunctions functions = FakeFunctions.doing(event -> answer(event, random));
            StreamSettings settings = TestSettings.of(table.name())
                    .lanes(4)
                    .batches(10)
                    .bisecting()
                    .build();
            try (StreamPoller poller = StreamPoller.start(settings, cloud, functions, TestSettings.QUICK)) {
                IntStream.range(0, WRITES).forEach(n -> table.put("key" + n % KEYS, "x", n));
                assertThat(poller.awaitCaughtUp(Duration.ofSeconds(30))).isTrue();
            }
        }
        assertThat(overlaps).isEmpty();
        IntStream.range(0, KEYS)
                .forEach(key -> assertThat(processed.get("key" + key)).containsExactlyElementsOf(expected(key)));
    }

    @Test
    void lane_sameKey_isAlwaysTheSame() {
        Lanes lanes = new Lanes(TestSettings.of("t").lanes(10).build(), TestSettings.QUICK);

        IntStream.range(0, 20).mapToObj(LanePropertyTest::record).forEach(lanes::add);

        assertThat(lanes.all().stream().filter(lane -> lane.waiting() > 0)).hasSize(1);
    }

    private synchronized CompletionStage<InvocationResult> answer(JsonObject event, Random random) {
        Set<String> keys = Set.copyOf(ReceivedRecords.keys(event));
        keys.stream().filter(busy::contains).forEach(overlaps::add);
        busy.addAll(keys);
        int failing = random.nextInt(10);
        int wait = random.nextInt(3);
        int until = failing < 2 ? random.nextInt(event.getJsonArray("Records").size()) : Integer.MAX_VALUE;
        return CompletableFuture.supplyAsync(
                () -> finish(event, keys, failing, until),
                CompletableFuture.delayedExecutor(wait, TimeUnit.MILLISECONDS));
    }

    private synchronized InvocationResult finish(JsonObject event, Set<String> keys, int failing, int until) {
        busy.removeAll(keys);
        if (failing == 2) {
            return FakeFunctions.failure();
        }
        if (failing == 3) {
            throw new ThrottledException("function");
        }
        List<JsonObject> records = ReceivedRecords.records(event);
        records.stream().limit(until).forEach(this::count);
        return until < records.size()
                ? ReceivedRecords.failureAt(event, ReceivedRecords.number(records.get(until)))
                : SUCCESS;
    }

    private void count(JsonObject record) {
        processed
                .computeIfAbsent(ReceivedRecords.key(record), key -> new ArrayList<>())
                .add(ReceivedRecords.number(record));
    }

    private static List<Integer> expected(int key) {
        return IntStream.range(0, WRITES).filter(n -> n % KEYS == key).boxed().collect(Collectors.toList());
    }
}
