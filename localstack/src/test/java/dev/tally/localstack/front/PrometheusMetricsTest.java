package dev.tally.localstack.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.runtime.metrics.EmfMetrics;
import dev.tally.runtime.metrics.Metric;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PrometheusMetricsTest {

    private final PrometheusMetrics page = new PrometheusMetrics();
    private final EmfMetrics press = function("press");
    private final EmfMetrics fanout = function("fanout");

    @Test
    void text_sums_areAddedByFunction() {
        fanout.record(Metric.PUSHES, 2);
        fanout.record(Metric.PUSHES, 3);
        fanout.flush();
        press.record(Metric.PUSHES, 4);
        press.flush();
        fanout.record(Metric.PUSHES, 1);
        fanout.flush();

        assertThat(lines())
                .contains(
                        "# HELP tally_pushes_total " + Metric.PUSHES.meaning(),
                        "# TYPE tally_pushes_total counter",
                        "tally_pushes_total{function=\"fanout\"} 6.0",
                        "tally_pushes_total{function=\"press\"} 4.0");
    }

    @Test
    void text_times_areSecondsInBuckets() {
        List.of(4L, 120L, 700_000L).forEach(millis -> fanout.record(Metric.QUEUE_DELAY, millis));
        fanout.flush();

        assertThat(lines())
                .contains(
                        "# TYPE tally_queue_delay_seconds histogram",
                        "tally_queue_delay_seconds_bucket{function=\"fanout\",le=\"0.005\"} 1",
                        "tally_queue_delay_seconds_bucket{function=\"fanout\",le=\"0.15\"} 2",
                        "tally_queue_delay_seconds_bucket{function=\"fanout\",le=\"+Inf\"} 3",
                        "tally_queue_delay_seconds_count{function=\"fanout\"} 3",
                        "tally_queue_delay_seconds_sum{function=\"fanout\"} 700.124");
    }

    @Test
    void text_states_haveTheirLatestValue() {
        fanout.record(Metric.VIEWERS, 7);
        fanout.record(Metric.GOVERNOR_WAIT, 1500);
        fanout.flush();
        fanout.record(Metric.VIEWERS, 9);
        fanout.record(Metric.VIEWERS, 0);
        fanout.flush();

        assertThat(lines())
                .contains(
                        "# TYPE tally_viewers gauge",
                        "tally_viewers{function=\"fanout\"} 0.0",
                        "tally_governor_wait_seconds{function=\"fanout\"} 1.5");
    }

    @Test
    void sum_severalFunctions_isOverAll() {
        assertThat(page.sum(Metric.PUSHES)).isZero();
        press.record(Metric.PUSHES, 2);
        press.flush();
        fanout.record(Metric.PUSHES, 3);
        fanout.flush();

        assertThat(page.sum(Metric.PUSHES)).isEqualTo(5);
        assertThatThrownBy(() -> page.sum(Metric.VIEWERS)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void text_everyMetric_isIncluded() {
        for (Metric metric : Metric.values()) {
            press.record(metric, 1);
        }
        press.flush();

        assertThat(Metric.values()).allSatisfy(metric -> assertThat(new String(page.text(), StandardCharsets.UTF_8))
                .contains("# HELP " + PrometheusMetrics.name(metric)));
    }

    @Test
    void read_otherLinesAndMetrics_areIgnored() {
        page.read("{\"_aws\":");
        page.read("{\"_aws\":{}}");
        page.read(
                """
                {"_aws":{"CloudWatchMetrics":[{"Namespace":"Tally","Metrics":[{"Name":"Others"}]},
                 {"Namespace":"Other","Metrics":[{"Name":"Pushes"}]}]},"Others":1,"Pushes":1}
                """);

        assertThat(page.text()).isEmpty();
    }

    private final AtomicLong millis = new AtomicLong();

    private EmfMetrics function(String name) {
        return EmfMetrics.to(
                line -> page.read(new String(line, StandardCharsets.UTF_8)),
                name,
                // Every flush is due.
                () -> Instant.ofEpochMilli(millis.addAndGet(2000)));
    }

    private List<String> lines() {
        return Arrays.asList(new String(page.text(), StandardCharsets.UTF_8).split("\n"));
    }
}
