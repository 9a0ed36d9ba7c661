package dev.tally.runtime.metrics;

import java.time.Duration;
import java.time.Instant;

/** What a function tells about its work; any thread may. */
public interface Metrics {

    void record(Metric metric, long value);

    /** Publishes what was recorded by now; once for each invocation, at its end. */
    void flush();

    /** Records the milliseconds between two moments; none if the clocks that told them disagree. */
    default void recordTime(Metric metric, Instant from, Instant until) {
        record(metric, Math.max(0, Duration.between(from, until).toMillis()));
    }
}
