package dev.tally.runtime.trace;

import java.time.Instant;
import java.util.Map;

/**
 * A piece of work that is done.
 *
 * @param context its own place in the trace
 * @param parent the id of the span above it
 * @param service who did it
 * @param attributes names of letters, and what they are
 */
public record SpanData(
        TraceContext context,
        String parent,
        String service,
        Instant start,
        Instant end,
        Map<String, String> attributes) {}
