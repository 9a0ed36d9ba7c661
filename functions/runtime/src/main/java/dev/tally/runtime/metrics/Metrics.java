package dev.tally.runtime.metrics;

import java.time.Duration;
import java.time.Instant;

/** The measurements of a function. Any thread may record them. */
public interface Metrics {

    void record(Metric metric, long value);

    /** Publishes the values recorded so far that are due. Every invocation calls it once, at its end. */
    void flush();

    /** Records the milliseconds between two moments, 0 if disagreeing clocks make them negative. */
    default void recordTime(Metric metric, Instant from, Instant until) {
        record(metric, Math.max(0, Duration.between(from, until).toMillis()));
    }
}
