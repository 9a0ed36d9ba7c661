/**
 * What becomes of one press, from function to function: {@link dev.tally.counter.trace.TraceContext} is a place in a trace, handed
 * on with the click, {@link dev.tally.counter.trace.Tracer} begins the work below it, and {@link dev.tally.counter.trace.SpanExporter}
 * is the port that it is told through.
 */
@NullMarked
package dev.tally.counter.trace;

import org.jspecify.annotations.NullMarked;
