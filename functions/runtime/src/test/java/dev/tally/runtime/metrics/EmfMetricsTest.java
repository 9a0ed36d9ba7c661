package dev.tally.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.LongStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class EmfMetricsTest {

    private static final Instant NOW = Instant.parse("2026-11-22T10:00:30Z");

    private static final JsonMapper JSON = new JsonMapper();

    private final List<String> lines = new ArrayList<>();
    private final List<Runnable> scheduled = new ArrayList<>();
    private Instant now = NOW;
    private final EmfMetrics metrics = new EmfMetrics(
            "press", () -> now, line -> lines.add(new String(line, StandardCharsets.UTF_8)), scheduled::add);

    @Test
    void flush_sumsAndValues_writesOneLineOfEmbeddedMetricFormat() throws IOException {
        metrics.record(Metric.CLICKS_COUNTED, 3);
        metrics.record(Metric.CLICKS_COUNTED, 4);
        metrics.recordTime(Metric.QUEUE_DELAY, NOW, NOW.plusMillis(12));
        metrics.recordTime(Metric.QUEUE_DELAY, NOW, NOW.plusMillis(9));
        metrics.flush();

        assertThat(lines).singleElement().asString().endsWith("}\n");
        assertThat(JSON.readTree(lines.get(0)))
                .isEqualTo(JSON.readTree(
                        """
                                {"_aws":{"Timestamp":%d,"CloudWatchMetrics":[{"Namespace":"Tally","Dimensions":[["FunctionName"]],
                                 "Metrics":[{"Name":"ClicksCounted","Unit":"Count"},{"Name":"QueueDelay","Unit":"Milliseconds"}]}]},
                                 "FunctionName":"press","ClicksCounted":7,"QueueDelay":[12,9]}
                                """
                                .formatted(NOW.toEpochMilli())));
    }

    @Test
    void flush_nothingRecordedSince_writesNothing() {
        metrics.flush();
        metrics.record(Metric.PUSHES, 1);
        metrics.flush();
        metrics.flush();

        assertThat(lines).hasSize(1);
    }

    @Test
    void flush_moreValuesThanALineMayHave_writesMoreLines() throws IOException {
        LongStream.range(0, 250).forEach(value -> metrics.record(Metric.CLICK_TO_COUNTED, value));
        metrics.record(Metric.BATCH_SIZE, 10);
        metrics.flush();

        List<Long> values = new ArrayList<>();
        for (String line : lines) {
            JsonNode ofLine = JSON.readTree(line).get("ClickToCounted");
            assertThat(ofLine.size()).isLessThanOrEqualTo(100);
            StreamSupport.stream(ofLine.spliterator(), false)
                    .map(JsonNode::asLong)
                    .forEach(values::add);
        }
        assertThat(lines)
                .hasSize(3)
                .filteredOn(line -> line.contains("BatchSize"))
                .hasSize(1);
        assertThat(values)
                .containsExactlyElementsOf(LongStream.range(0, 250).boxed().toList());
    }

    @Test
    void flush_againWithinASecond_waitsForItsEnd() throws IOException {
        metrics.record(Metric.CLICKS_ACCEPTED, 1);
        metrics.flush();
        now = NOW.plusMillis(400);
        metrics.record(Metric.CLICKS_ACCEPTED, 1);
        metrics.flush();
        metrics.record(Metric.CLICKS_ACCEPTED, 1);
        metrics.flush();
        assertThat(lines).hasSize(1);

        now = NOW.plusMillis(1400);
        assertThat(scheduled).hasSize(1);
        scheduled.remove(0).run();

        assertThat(JSON.readTree(lines.get(1)).get("ClicksAccepted").asLong()).isEqualTo(2);
        assertThat(JSON.readTree(lines.get(1)).at("/_aws/Timestamp").asLong())
                .as("the time of the values, also if the environment was frozen in between")
                .isEqualTo(NOW.plusMillis(400).toEpochMilli());
    }

    @Test
    void flush_atTheInvocationAfterAFreeze_writesTheEarlierValues() {
        metrics.record(Metric.CLICKS_ACCEPTED, 1);
        metrics.flush();
        metrics.record(Metric.CLICKS_ACCEPTED, 1);
        metrics.flush();

        now = NOW.plusSeconds(600);
        metrics.flush();

        assertThat(lines).hasSize(2);
    }

    @ParameterizedTest
    @EnumSource(names = {"DEAD_LETTERS", "MESSAGES_FAILED", "PUSHES_FAILED"})
    void flush_urgentMetric_writesAtOnce(Metric urgent) {
        metrics.record(Metric.CLICKS_COUNTED, 1);
        metrics.flush();
        metrics.record(urgent, 1);
        metrics.flush();

        assertThat(lines).hasSize(2);
        assertThat(lines.get(1)).contains(urgent.toString());
    }

    @Test
    void flush_clockSetBack_writes() {
        metrics.record(Metric.CLICKS_COUNTED, 1);
        metrics.flush();
        now = NOW.minusSeconds(3600);
        metrics.record(Metric.CLICKS_COUNTED, 1);
        metrics.flush();

        assertThat(lines).hasSize(2);
    }

    @Test
    void recordTime_clocksDisagree_isZero() {
        metrics.recordTime(Metric.CLICK_TO_COUNTED, NOW.plusMillis(20), NOW);
        metrics.flush();

        assertThat(lines.get(0)).contains("\"ClickToCounted\":0");
    }

    @Test
    void flush_manyThreads_losesAndRepeatsNothing() throws Exception {
        List<String> all = java.util.Collections.synchronizedList(lines);
        AtomicLong millis = new AtomicLong(NOW.toEpochMilli());
        EmfMetrics shared = new EmfMetrics(
                "press",
                () -> Instant.ofEpochMilli(millis.addAndGet(300)),
                line -> all.add(new String(line, StandardCharsets.UTF_8)),
                scheduled -> {});
        ExecutorService threads = Executors.newFixedThreadPool(4);
        for (int thread = 0; thread < 4; thread++) {
            threads.execute(() -> LongStream.range(0, 1000).forEach(value -> {
                shared.record(Metric.CLICKS_ACCEPTED, 1);
                shared.flush();
            }));
        }
        threads.shutdown();
        assertThat(threads.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
        millis.addAndGet(1000);
        shared.flush();

        long sum = 0;
        for (String line : all) {
            sum += JSON.readTree(line).get("ClicksAccepted").asLong();
        }
        assertThat(sum).isEqualTo(4000);
    }
}
