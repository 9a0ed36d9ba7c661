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
import java.util.function.Consumer;

/**
 * Metrics as lines in the function's log. CloudWatch reads them in its embedded metric format.
 *
 * @see <a href="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html">
 *     CloudWatch: the embedded metric format</a>
 */
public final class EmfMetrics implements Metrics {

    // Values are buffered in one place, and written as one line when any invocation ends. If an environment has several
    // invocations at a time, a line can contain values of another invocation. That makes no difference, because
    // metrics have the function as their only dimension. So recording needs no invocation and works on any thread.

    /** The most values of one metric in a line. */
    static final int MAX_VALUES = 100;

    private static final String DIMENSION = "FunctionName";
    private static final JsonFactory JSON = new JsonFactory();

    private final String function;
    private final InstantSource clock;
    private final Consumer<byte[]> log;
    private final Map<Metric, List<Long>> recorded = new EnumMap<>(Metric.class);

    /**
     * @param function the function's name, the only dimension of its metrics
     * @param log receives whole lines
     */
    public EmfMetrics(String function, InstantSource clock, Consumer<byte[]> log) {
        this.function = function;
        this.clock = clock;
        this.log = log;
    }

    /** Returns metrics that are written to the function's standard output, which is its log. */
    public static EmfMetrics ofFunction(String function, InstantSource clock) {
        return new EmfMetrics(function, clock, line -> {
            // In one write, because Lambda makes a log event of each write.
            System.out.write(line, 0, line.length);
            System.out.flush();
        });
    }

    @Override
    public synchronized void record(Metric metric, long value) {
        List<Long> values = recorded.computeIfAbsent(metric, any -> new ArrayList<>());
        if (metric.kind() == Kind.SUM && !values.isEmpty()) {
            values.set(0, values.get(0) + value);
        } else {
            values.add(value);
        }
    }

    @Override
    public void flush() {
        for (Map<Metric, List<Long>> values = removeLine(); !values.isEmpty(); values = removeLine()) {
            log.accept(line(values));
        }
    }

    /** Removes and returns the values for one line. */
    private synchronized Map<Metric, List<Long>> removeLine() {
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
        json.writeNumberField("Timestamp", clock.millis());
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
