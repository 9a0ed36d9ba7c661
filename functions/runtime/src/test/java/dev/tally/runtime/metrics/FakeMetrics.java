package dev.tally.runtime.metrics;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Metrics that a test inspects after their flush. */
public final class FakeMetrics implements Metrics {

    private final Map<Metric, List<Long>> recorded = new EnumMap<>(Metric.class);
    private final Map<Metric, List<Long>> flushed = new EnumMap<>(Metric.class);

    @Override
    public synchronized void record(Metric metric, long value) {
        recorded.computeIfAbsent(metric, any -> new ArrayList<>()).add(value);
    }

    @Override
    public synchronized void flush() {
        recorded.forEach((metric, values) ->
                flushed.computeIfAbsent(metric, any -> new ArrayList<>()).addAll(values));
        recorded.clear();
    }

    /** Returns the metrics that have values. */
    public synchronized Set<Metric> metrics() {
        return Set.copyOf(flushed.keySet());
    }

    public synchronized List<Long> values(Metric metric) {
        return List.copyOf(flushed.getOrDefault(metric, List.of()));
    }

    public long sum(Metric metric) {
        return values(metric).stream().mapToLong(Long::longValue).sum();
    }

    public synchronized void reset() {
        recorded.clear();
        flushed.clear();
    }
}
