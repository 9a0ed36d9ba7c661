package dev.tally.localstack.sources.streams;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/**
 * An event pattern: objects as deep as the event's, with lists of alternatives as their leaves.
 *
 * @see <a href="https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html">
 *     EventBridge: comparison operators</a>
 */
@FunctionalInterface
interface EventPattern {

    boolean matches(JsonNode event);

    /**
     * Compiles a pattern.
     *
     * @param path where in the pattern this part is, for the message
     * @throws IllegalArgumentException if it is none
     */
    static EventPattern of(String path, JsonNode pattern) {
        if (pattern.isArray()) {
            return alternatives(path, pattern);
        }
        if (pattern.isObject() && !pattern.isEmpty()) {
            return object(path, pattern);
        }
        throw new IllegalArgumentException("'" + path + "' must be an object or a list, not " + pattern);
    }

    private static EventPattern object(String path, JsonNode pattern) {
        List<EventPattern> fields = new ArrayList<>();
        pattern.properties()
                .forEach(field -> fields.add(field(path + "/" + field.getKey(), field.getKey(), field.getValue())));
        return event ->
                elements(event).stream().anyMatch(element -> fields.stream().allMatch(field -> field.matches(element)));
    }

    private static EventPattern field(String path, String name, JsonNode pattern) {
        if (name.equals("$or")) {
            List<EventPattern> either = list(pattern).stream()
                    .map(one -> EventPattern.of(path, one))
                    .toList();
            return event -> either.stream().anyMatch(one -> one.matches(event));
        }
        EventPattern inner = of(path, pattern);
        return event -> inner.matches(event.path(name));
    }

    private static EventPattern alternatives(String path, JsonNode pattern) {
        List<ValueRule> rules =
                list(pattern).stream().map(rule -> ValueRule.of(path, rule)).toList();
        return event -> {
            // A list in the event matches if one of its values does. Operators look at leaves only: an object is
            // absent.
            List<JsonNode> values =
                    elements(event).stream().filter(JsonNode::isValueNode).toList();
            return rules.stream().anyMatch(rule -> rule.matches(values));
        };
    }

    private static List<JsonNode> elements(JsonNode event) {
        return event.isArray() ? list(event) : List.of(event);
    }

    private static List<JsonNode> list(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false).toList();
    }
}
