package dev.tally.counter.dynamodb;

import dev.tally.runtime.trace.TraceContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The attribute by which a trace goes with an item to those who read the table's stream. */
final class ItemTrace {

    // Only the write that a trace brought about has it: the next one takes it away, or sets its own.

    private static final String TRACE = "trace";

    private ItemTrace() {}

    /** What a {@code SET} of an update ends with; puts the value among the others. */
    static String set(Optional<TraceContext> trace, Map<String, AttributeValue> values) {
        if (trace.isEmpty()) {
            return "";
        }
        values.put(":trace", AttributeValue.fromS(trace.get().header()));
        return ", " + TRACE + " = :trace";
    }

    /** What the same update removes, whose expression may have one {@code REMOVE} only. */
    static List<String> removed(Optional<TraceContext> trace) {
        return trace.isPresent() ? List.of() : List.of(TRACE);
    }

    /** The trace that the write from one image to another brought. */
    static Optional<TraceContext> ofWrite(Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
        return of(after).filter(trace -> !of(before).equals(Optional.of(trace)));
    }

    private static Optional<TraceContext> of(Map<String, AttributeValue> item) {
        return Optional.ofNullable(item.get(TRACE)).map(AttributeValue::s).flatMap(TraceContext::recorded);
    }
}
