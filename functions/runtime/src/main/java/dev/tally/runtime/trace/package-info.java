/**
 * What becomes of one press, from function to function: {@link dev.tally.runtime.trace.TraceContext} is a place in a trace, handed
 * on with the click, {@link dev.tally.runtime.trace.Tracer} begins the work below it, and {@link dev.tally.runtime.trace.SpanExporter}
 * is the port that it is told through.
 */
@NullMarked
package dev.tally.runtime.trace;

import org.jspecify.annotations.NullMarked;
