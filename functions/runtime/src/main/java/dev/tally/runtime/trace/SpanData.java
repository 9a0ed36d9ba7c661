package dev.tally.runtime.trace;

import java.time.Instant;
import java.util.Map;

/**
 * A finished piece of work.
 *
 * @param context the span's place in its trace
 * @param parent the id of the parent span
 * @param service the name of the function
 * @param attributes the values by their names, which have letters only
 */
public record SpanData(
        TraceContext context,
        String parent,
        String service,
        Instant start,
        Instant end,
        Map<String, String> attributes) {}
