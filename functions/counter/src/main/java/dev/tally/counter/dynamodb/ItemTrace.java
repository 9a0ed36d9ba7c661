package dev.tally.counter.dynamodb;

import dev.tally.runtime.trace.TraceContext;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The attribute that carries a trace with an item to the readers of the table's stream. */
final class ItemTrace {

    // Only a traced write has the attribute. The next write removes it, or sets its own.

    private static final String TRACE = "trace";

    private ItemTrace() {}

    /** Returns the end of an update's {@code SET} clause, and adds its value to the others. */
    static String set(Optional<TraceContext> trace, Map<String, AttributeValue> values) {
        if (trace.isEmpty()) {
            return "";
        }
        values.put(":trace", AttributeValue.fromS(trace.get().header()));
        return ", " + TRACE + " = :trace";
    }

    /** Returns the attributes that the same update removes: an update expression can have only one {@code REMOVE}. */
    static List<String> removed(Optional<TraceContext> trace) {
        return trace.isPresent() ? List.of() : List.of(TRACE);
    }

    /** Returns the trace of the write that changed one image into another. */
    static Optional<TraceContext> ofWrite(Map<String, AttributeValue> before, Map<String, AttributeValue> after) {
        return of(after).filter(trace -> !of(before).equals(Optional.of(trace)));
    }

    private static Optional<TraceContext> of(Map<String, AttributeValue> item) {
        return Optional.ofNullable(item.get(TRACE)).map(AttributeValue::s).flatMap(TraceContext::recorded);
    }
}
