package dev.tally.system.drill;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metric.Kind;
import dev.tally.runtime.metrics.Metric.Unit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** A reader of the functions' metrics that reports the changed ones. */
final class MetricWatch extends Handler implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    /** Smaller changes are the noise of a busy machine. */
    private static final double FACTOR = 4;

    private final Logger lines = Logger.getLogger("metrics");
    private Map<Metric, List<Double>> values = new EnumMap<>(Metric.class);
    private long sinceNanos = System.nanoTime();

    MetricWatch() {
        lines.setLevel(Level.FINE);
        lines.setUseParentHandlers(false);
        lines.addHandler(this);
    }

    /** Returns the values since the last call: of sums the rate per second, of others the largest. */
    synchronized Map<Metric, Double> valuesSinceLastCall() {
        double seconds = (System.nanoTime() - sinceNanos) / 1e9;
        Map<Metric, Double> measured = new EnumMap<>(Metric.class);
        for (Metric metric : Metric.values()) {
            List<Double> all = values.getOrDefault(metric, List.of());
            measured.put(
                    metric,
                    metric.kind() == Kind.SUM
                            ? all.stream().mapToDouble(value -> value).sum() / seconds
                            : all.stream().mapToDouble(value -> value).max().orElse(0));
        }
        values = new EnumMap<>(Metric.class);
        sinceNanos = System.nanoTime();
        return measured;
    }

    /** Returns a text for each metric that changed much. */
    static List<String> moved(Map<Metric, Double> before, Map<Metric, Double> after) {
        List<String> moved = new ArrayList<>();
        for (Metric metric : Metric.values()) {
            double was = before.getOrDefault(metric, 0.0);
            double is = after.getOrDefault(metric, 0.0);
            double least = metric.unit() == Unit.MILLISECONDS ? 1_000 : 0.5;
            if (Math.max(was, is) >= least && (is > FACTOR * was || was > FACTOR * is)) {
                moved.add(metric + " " + words(metric, was) + " → " + words(metric, is));
            }
        }
        return moved;
    }

    @Override
    public synchronized void publish(LogRecord written) {
        try {
            JsonNode line = JSON.readTree(written.getMessage());
            for (Metric metric : Metric.values()) {
                JsonNode value = line.path(metric.toString());
                List<Double> all = values.computeIfAbsent(metric, any -> new ArrayList<>());
                if (value.isArray()) {
                    value.forEach(one -> all.add(one.asDouble()));
                } else if (value.isNumber()) {
                    all.add(value.asDouble());
                }
            }
        } catch (JsonProcessingException noMetrics) {
            throw new IllegalArgumentException(noMetrics);
        }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        lines.removeHandler(this);
    }

    private static String words(Metric metric, double value) {
        if (metric.unit() == Unit.MILLISECONDS) {
            return "%.1f s".formatted(value / 1_000);
        }
        return metric.kind() == Kind.SUM ? "%.1f/s".formatted(value) : "%.0f".formatted(value);
    }
}
