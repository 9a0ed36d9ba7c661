package dev.tally.localstack.sources.streams;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import software.amazon.event.ruler.Machine;
import software.amazon.event.ruler.input.ParseException;

/**
 * The filter of an event source mapping: a record reaches the function if it matches one of the event patterns.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb-filtering.html">Lambda: filtering with DynamoDB</a>
 */
public final class RecordFilter {

    private static final String RULE = "filter";

    private final Machine machine = Machine.builder().build();
    private final boolean passesAll;

    private RecordFilter(boolean passesAll) {
        this.passesAll = passesAll;
    }

    /**
     * Compiles the patterns; without patterns every record passes.
     *
     * @throws IllegalArgumentException if a pattern is malformed; the message contains source, pattern and fault
     */
    public static RecordFilter of(String source, List<JsonNode> patterns) {
        RecordFilter filter = new RecordFilter(patterns.isEmpty());
        for (JsonNode pattern : patterns) {
            try {
                filter.machine.addRule(RULE, pattern.toString());
            } catch (IOException | IllegalArgumentException | ParseException wrong) {
                throw new IllegalArgumentException(
                        "filter of '" + source + "' is not an event pattern: " + wrong.getMessage(), wrong);
            }
        }
        return filter;
    }

    /** @param event the record as the function receives it; DynamoDB's numbers are text in it */
    boolean passes(JsonNode event) {
        return passesAll || !machine.rulesForJSONEvent(event).isEmpty();
    }
}
