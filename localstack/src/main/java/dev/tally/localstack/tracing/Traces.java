package dev.tally.localstack.tracing;

import dev.tally.runtime.trace.SpanData;
import dev.tally.runtime.trace.SpanExporter;
import dev.tally.runtime.trace.Tracer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The latest traces, each with the spans received so far. */
public final class Traces implements SpanExporter {

    private static final int KEPT = 200;
    private static final double NANOS_PER_MILLI = 1e6;

    private final List<SpanExporter> followers = new ArrayList<>();
    private final Map<String, List<SpanData>> spans = new LinkedHashMap<>();

    /** Adds an exporter that also receives all further spans. */
    public synchronized void follow(SpanExporter other) {
        followers.add(other);
    }

    @Override
    public synchronized void export(SpanData span) {
        followers.forEach(follower -> follower.export(span));
        spans.computeIfAbsent(span.context().traceId(), any -> new ArrayList<>())
                .add(span);
        if (spans.size() > KEPT) {
            spans.remove(spans.keySet().iterator().next());
        }
    }

    /** Returns the traces with an attribute of the given value, oldest first, with their spans in order of start. */
    public synchronized List<List<SpanData>> with(String value) {
        return all().stream()
                .filter(trace ->
                        trace.stream().anyMatch(span -> span.attributes().containsValue(value)))
                .toList();
    }

    /** Returns all traces, oldest first, with their spans in order of start. */
    public synchronized List<List<SpanData>> all() {
        return spans.values().stream()
                .map(trace -> trace.stream()
                        .sorted(Comparator.comparing(SpanData::start))
                        .toList())
                .toList();
    }

    /** Returns readable text, with times in milliseconds since the start of each trace. */
    public static String text(List<List<SpanData>> traces) {
        return traces.stream().map(Traces::paragraph).collect(Collectors.joining("\n"));
    }

    private static String paragraph(List<SpanData> trace) {
        Instant start = trace.get(0).start();
        return "trace " + trace.get(0).context().traceId() + " of " + start + "\n"
                + trace.stream().map(span -> line(start, span)).collect(Collectors.joining());
    }

    private static String line(Instant start, SpanData span) {
        String attributes = span.attributes().entrySet().stream()
                .filter(attribute -> !attribute.getKey().equals(Tracer.OPERATION))
                .map(attribute -> attribute.getKey() + "=" + attribute.getValue())
                .collect(Collectors.joining(" "));
        return String.format(
                Locale.ROOT,
                "%9.1f ms %+8.1f ms  %-10s  %-13s  %s%n",
                millis(start, span.start()),
                millis(span.start(), span.end()),
                span.service(),
                span.attributes().getOrDefault(Tracer.OPERATION, ""),
                attributes);
    }

    private static double millis(Instant from, Instant until) {
        return Duration.between(from, until).toNanos() / NANOS_PER_MILLI;
    }
}
