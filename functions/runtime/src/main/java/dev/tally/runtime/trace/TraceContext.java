package dev.tally.runtime.trace;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A place in a recorded trace, the parent of the work that it causes.
 *
 * @param traceId such as {@code 1-5759e988-bd862e3fe1be46a994272793}: version, epoch seconds and random, in hexadecimal
 *     digits
 * @param spanId 16 hexadecimal digits
 * @see <a href="https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader">X-Ray:
 *     tracing header</a>
 */
public record TraceContext(String traceId, String spanId) {

    /** The header that carries a place over HTTP. Items and messages store the same value. */
    public static final String HEADER = "X-Amzn-Trace-Id";

    /** The system attribute that carries the header's value in an SQS message. */
    public static final String MESSAGE_ATTRIBUTE = "AWSTraceHeader";

    private static final int MAX_HEADER = 512;
    private static final Pattern TRACE_ID = Pattern.compile("1-[0-9a-f]{8}-[0-9a-f]{24}");
    private static final Pattern SPAN_ID = Pattern.compile("[0-9a-f]{16}");

    /**
     * Creates a place from its ids.
     *
     * @throws IllegalArgumentException if an id is malformed
     */
    public TraceContext {
        if (!TRACE_ID.matcher(traceId).matches() || !SPAN_ID.matcher(spanId).matches()) {
            throw new IllegalArgumentException(
                    "not the ids of a trace and a span of X-Ray: " + traceId + ", " + spanId);
        }
    }

    /** Returns the trace context in a header; empty if there is none or the trace is not sampled. */
    public static Optional<TraceContext> recorded(@Nullable String header) {
        if (header == null || header.length() > MAX_HEADER) {
            return Optional.empty();
        }
        Map<String, String> fields = new HashMap<>();
        for (String field : header.split(";", -1)) {
            int equals = field.indexOf('=');
            if (equals > 0) {
                fields.put(
                        field.substring(0, equals).strip(),
                        field.substring(equals + 1).strip());
            }
        }
        String traceId = fields.getOrDefault("Root", "");
        String spanId = fields.getOrDefault("Parent", "");
        return "1".equals(fields.get("Sampled"))
                        && TRACE_ID.matcher(traceId).matches()
                        && SPAN_ID.matcher(spanId).matches()
                ? Optional.of(new TraceContext(traceId, spanId))
                : Optional.empty();
    }

    /** Returns the value of the header. */
    public String header() {
        return "Root=" + traceId + ";Parent=" + spanId + ";Sampled=1";
    }
}
