package dev.tally.localstack.front;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metric.Unit;
import io.prometheus.metrics.core.metrics.Counter;
import io.prometheus.metrics.core.metrics.Gauge;
import io.prometheus.metrics.core.metrics.Histogram;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** The metrics of functions as Prometheus metrics, read from lines in CloudWatch's embedded metric format. */
final class PrometheusMetrics {

    private static final Logger LOG = Logger.getLogger(PrometheusMetrics.class);
    private static final JsonMapper JSON = new JsonMapper();
    private static final String FUNCTION = "function";
    private static final double MILLIS_PER_SECOND = 1000;
    private static final double[] SECONDS = {
        0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30, 60, 300, 3600
    };
    private static final double[] MESSAGES = {1, 2, 3, 5, 7, 10};

    private final PrometheusRegistry registry = new PrometheusRegistry();
    private final Map<Metric, Counter> sums = new EnumMap<>(Metric.class);
    private final Map<String, Sink> sinks =
            Arrays.stream(Metric.values()).collect(Collectors.toMap(Metric::toString, this::register));

    /** The recorder of a metric's values by function. */
    private interface Sink {
        void record(String function, double value);
    }

    /** Reads a line, and ignores everything but Tally's metrics. */
    void read(String line) {
        try {
            JsonNode read = JSON.readTree(line);
            String function = read.path("FunctionName").asText();
            for (JsonNode directive : read.at("/_aws/CloudWatchMetrics")) {
                if (directive.path("Namespace").asText().equals(Metric.NAMESPACE)) {
                    directive
                            .path("Metrics")
                            .forEach(metric -> read(read, metric.path("Name").asText(), function));
                }
            }
        } catch (JsonProcessingException broken) {
            LOG.debugf("metrics.unread reason=\"%s\"", broken.getOriginalMessage());
        }
    }

    /** Returns all metrics in Prometheus' text format. */
    byte[] text() {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        try {
            PrometheusTextFormatWriter.create().write(text, registry.scrape());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return text.toByteArray();
    }

    /**
     * Returns the sum of a metric over all functions.
     *
     * @throws IllegalArgumentException if the metric is not a sum
     */
    double sum(Metric metric) {
        Counter counter = sums.get(metric);
        if (counter == null) {
            throw new IllegalArgumentException(metric + " is not a sum");
        }
        return counter.collect().getDataPoints().stream()
                .mapToDouble(CounterDataPointSnapshot::getValue)
                .sum();
    }

    private void read(JsonNode line, String metric, String function) {
        Sink sink = sinks.get(metric);
        JsonNode values = line.path(metric);
        if (sink == null) {
            LOG.debugf("metrics.unknown name=%s", metric);
        } else if (values.isArray()) {
            values.forEach(value -> sink.record(function, value.asDouble()));
        } else {
            sink.record(function, values.asDouble());
        }
    }

    private Sink register(Metric metric) {
        Function<Double, Double> scale =
                metric.unit() == Unit.MILLISECONDS ? millis -> millis / MILLIS_PER_SECOND : number -> number;
        return switch (metric.kind()) {
            case SUM -> {
                Counter counter = Counter.builder()
                        .name(name(metric))
                        .help(metric.meaning())
                        .labelNames(FUNCTION)
                        .register(registry);
                sums.put(metric, counter);
                yield (function, value) -> counter.labelValues(function).inc(scale.apply(value));
            }
            case DISTRIBUTION -> {
                Histogram histogram = Histogram.builder()
                        .name(name(metric))
                        .help(metric.meaning())
                        .labelNames(FUNCTION)
                        .classicOnly()
                        .classicUpperBounds(metric.unit() == Unit.MILLISECONDS ? SECONDS : MESSAGES)
                        .register(registry);
                yield (function, value) -> histogram.labelValues(function).observe(scale.apply(value));
            }
            case LATEST -> {
                Gauge gauge = Gauge.builder()
                        .name(name(metric))
                        .help(metric.meaning())
                        .labelNames(FUNCTION)
                        .register(registry);
                yield (function, value) -> gauge.labelValues(function).set(scale.apply(value));
            }
        };
    }

    /**
     * Returns a name by <a href="https://prometheus.io/docs/practices/naming/">Prometheus' rules</a>, such as {@code
     * tally_queue_delay_seconds}.
     */
    static String name(Metric metric) {
        String name = metric.name().toLowerCase(Locale.ROOT);
        return "tally_" + name + (metric.unit() == Unit.MILLISECONDS ? "_seconds" : "");
    }
}
