/**
 * What is measured: {@link dev.tally.counter.metrics.Metric} is the one list of names, {@link dev.tally.counter.metrics.Metrics} the port
 * that the functions tell through, and {@link dev.tally.counter.metrics.EmfMetrics} what it is in production.
 */
@NullMarked
package dev.tally.counter.metrics;

import org.jspecify.annotations.NullMarked;
