/**
 * The metrics.
 *
 * <ul>
 *   <li>{@link dev.tally.runtime.metrics.Metric} is the only list of metric names.
 *   <li>{@link dev.tally.runtime.metrics.Metrics} is the port that the functions record through.
 *   <li>{@link dev.tally.runtime.metrics.EmfMetrics} is the production adapter of the port.
 * </ul>
 */
@NullMarked
package dev.tally.runtime.metrics;

import org.jspecify.annotations.NullMarked;
