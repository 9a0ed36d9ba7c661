package dev.tally.localstack.sources.streams;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;

/**
 * The patterns of which a record must match one to reach the function.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html">Lambda: filtering with DynamoDB</a>
 */
public final class RecordFilter {

    /** Every record passes. */
    public static final RecordFilter NONE = new RecordFilter(List.of());

    private final List<EventPattern> patterns;

    private RecordFilter(List<EventPattern> patterns) {
        this.patterns = patterns;
    }

    /** @throws IllegalArgumentException if a pattern is wrong; the message names the source and the place */
    public static RecordFilter of(String source, List<JsonNode> patterns) {
        try {
            return new RecordFilter(patterns.stream()
                    .map(pattern -> EventPattern.of("", pattern))
                    .toList());
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("filter of '" + source + "': " + wrong.getMessage(), wrong);
        }
    }

    /** @param event the record as the function would get it */
    boolean passes(JsonNode event) {
        return patterns.isEmpty() || patterns.stream().anyMatch(pattern -> pattern.matches(event));
    }
}
