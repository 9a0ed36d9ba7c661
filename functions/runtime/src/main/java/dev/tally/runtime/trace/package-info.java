/**
 * The trace of one press through the functions.
 *
 * <ul>
 *   <li>{@link dev.tally.runtime.trace.TraceContext} is a place in a trace, and travels with the click.
 *   <li>{@link dev.tally.runtime.trace.Tracer} begins the spans below that place.
 *   <li>{@link dev.tally.runtime.trace.SpanExporter} is the port that receives finished spans.
 * </ul>
 */
@NullMarked
package dev.tally.runtime.trace;

import org.jspecify.annotations.NullMarked;
