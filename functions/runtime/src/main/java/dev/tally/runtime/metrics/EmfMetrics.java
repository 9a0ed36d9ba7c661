package dev.tally.runtime.metrics;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.tally.runtime.metrics.Metric.Kind;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Metrics as lines in the function's log. CloudWatch reads them in its embedded metric format.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
 *     CloudWatch: the embedded metric format</a>
 */
public final class EmfMetrics implements Metrics {

    // Values are buffered in one place, and written when an invocation ends, at most once a second. If an environment
    // has several invocations at a time, a line can contain values of another invocation. That makes no difference,
    // because metrics have the function as their only dimension. So recording needs no invocation and works on any
    // thread.
    //
    // Lambda freezes an idle environment, and with it the values of its last second. They are written at its next
    // invocation, with their own time, or lost with the environment. An urgent metric is therefore written at once.

    private static final long INTERVAL_MILLIS = 1000;

    /** The most values of one metric in a line. */
    static final int MAX_VALUES = 100;

    private static final String DIMENSION = "FunctionName";
    private static final JsonFactory JSON = new JsonFactory();

    private final String function;
    private final InstantSource clock;
    private final Consumer<byte[]> log;
    private final Executor afterInterval;
    private final Map<Metric, List<Long>> recorded = new EnumMap<>(Metric.class);
    private long recordedSince;
    private long writtenAt;
    private boolean urgent;
    private boolean scheduled;

    /**
     * @param function the function's name, the only dimension of its metrics
     * @param log receives whole lines
     * @param afterInterval runs an action a second later
     */
    EmfMetrics(String function, InstantSource clock, Consumer<byte[]> log, Executor afterInterval) {
        this.function = function;
        this.clock = clock;
        this.log = log;
        this.afterInterval = afterInterval;
    }

    /** Returns metrics that are written to a log of whole lines. */
    public static EmfMetrics to(Consumer<byte[]> log, String function, InstantSource clock) {
        return new EmfMetrics(
                function, clock, log, CompletableFuture.delayedExecutor(INTERVAL_MILLIS, TimeUnit.MILLISECONDS));
    }

    /** Returns metrics that are written to the function's standard output, which is its log. */
    public static EmfMetrics ofFunction(String function, InstantSource clock) {
        return to(EmfMetrics::writeToOutput, function, clock);
    }

    /** Writes a line in one call, because Lambda makes a log event of each. */
    private static void writeToOutput(byte[] line) {
        System.out.write(line, 0, line.length);
        System.out.flush();
    }

    @Override
    public synchronized void record(Metric metric, long value) {
        if (recorded.isEmpty()) {
            recordedSince = clock.millis();
        }
        urgent |= metric.isUrgent();
        List<Long> values = recorded.computeIfAbsent(metric, any -> new ArrayList<>());
        if (metric.kind() == Kind.SUM && !values.isEmpty()) {
            values.set(0, values.get(0) + value);
        } else {
            values.add(value);
        }
    }

    @Override
    public void flush() {
        removeDue().forEach(log);
    }

    /** Removes the values that are due, and returns their lines. Schedules a flush for values that are not due. */
    private synchronized List<byte[]> removeDue() {
        if (recorded.isEmpty()) {
            return List.of();
        }
        long now = clock.millis();
        // A clock that was set back must not keep the values.
        if (!urgent && Math.abs(now - writtenAt) < INTERVAL_MILLIS) {
            schedule();
            return List.of();
        }
        writtenAt = now;
        urgent = false;
        List<byte[]> lines = new ArrayList<>();
        while (!recorded.isEmpty()) {
            lines.add(line(removeLine()));
        }
        return lines;
    }

    private void schedule() {
        if (!scheduled) {
            scheduled = true;
            afterInterval.execute(this::flushScheduled);
        }
    }

    private void flushScheduled() {
        synchronized (this) {
            scheduled = false;
        }
        flush();
    }

    /** Removes and returns the values for one line. */
    private Map<Metric, List<Long>> removeLine() {
        Map<Metric, List<Long>> removed = new EnumMap<>(Metric.class);
        recorded.forEach((metric, values) -> {
            List<Long> first = values.subList(0, Math.min(MAX_VALUES, values.size()));
            removed.put(metric, List.copyOf(first));
            first.clear();
        });
        recorded.values().removeIf(List::isEmpty);
        return removed;
    }

    private byte[] line(Map<Metric, List<Long>> values) {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        try (JsonGenerator json = JSON.createGenerator(line)) {
            json.writeStartObject();
            writeDefinitions(json, values.keySet());
            json.writeStringField(DIMENSION, function);
            for (Map.Entry<Metric, List<Long>> metric : values.entrySet()) {
                json.writeFieldName(metric.getKey().toString());
                writeValues(json, metric.getValue());
            }
            json.writeEndObject();
            json.writeRaw('\n');
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return line.toByteArray();
    }

    private void writeDefinitions(JsonGenerator json, Iterable<Metric> metrics) throws IOException {
        json.writeObjectFieldStart("_aws");
        json.writeNumberField("Timestamp", recordedSince);
        json.writeArrayFieldStart("CloudWatchMetrics");
        json.writeStartObject();
        json.writeStringField("Namespace", Metric.NAMESPACE);
        json.writeFieldName("Dimensions");
        json.writeRawValue("[[\"" + DIMENSION + "\"]]");
        json.writeArrayFieldStart("Metrics");
        for (Metric metric : metrics) {
            json.writeStartObject();
            json.writeStringField("Name", metric.toString());
            json.writeStringField("Unit", metric.unit().toString());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
        json.writeEndArray();
        json.writeEndObject();
    }

    private static void writeValues(JsonGenerator json, List<Long> values) throws IOException {
        if (values.size() == 1) {
            json.writeNumber(values.get(0));
            return;
        }
        json.writeStartArray();
        for (long value : values) {
            json.writeNumber(value);
        }
        json.writeEndArray();
    }
}
