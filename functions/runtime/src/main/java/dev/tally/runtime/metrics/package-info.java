/**
 * What is measured: {@link dev.tally.runtime.metrics.Metric} is the one list of names, {@link dev.tally.runtime.metrics.Metrics} the port
 * that the functions tell through, and {@link dev.tally.runtime.metrics.EmfMetrics} what it is in production.
 */
@NullMarked
package dev.tally.runtime.metrics;

import org.jspecify.annotations.NullMarked;
