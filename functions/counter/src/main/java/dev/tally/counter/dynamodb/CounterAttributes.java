package dev.tally.counter.dynamodb;

import dev.tally.counter.CounterId;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The attributes of an item that has one text for each of several counters. */
final class CounterAttributes {

    /** Keeps the counters apart from the item's other attributes. */
    private static final String PREFIX = "c#";

    private CounterAttributes() {}

    /** Returns the name of a counter's attribute. */
    static String name(CounterId counter) {
        return PREFIX + counter;
    }

    /** Returns the parsed text of each counter in an item. */
    static <T> Map<CounterId, T> parse(Map<String, AttributeValue> item, Function<String, T> parser) {
        return item.entrySet().stream()
                .filter(attribute -> attribute.getKey().startsWith(PREFIX))
                .collect(Collectors.toMap(
                        attribute -> new CounterId(attribute.getKey().substring(PREFIX.length())),
                        attribute -> parser.apply(attribute.getValue().s())));
    }
}
