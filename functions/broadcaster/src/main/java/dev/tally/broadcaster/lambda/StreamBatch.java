package dev.tally.broadcaster.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.CounterId;
import dev.tally.counter.UnreadableItemException;
import dev.tally.counter.dynamodb.TableChange;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The records of one event of the table's stream, in their order.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html">Lambda: partial
 *     batch responses for DynamoDB</a>
 */
public record StreamBatch(List<TableChange> changes) {

    private static final Logger LOG = Logger.getLogger(StreamBatch.class);

    public static StreamBatch of(JsonNode event) {
        List<TableChange> changes = new ArrayList<>();
        for (JsonNode record : event.path("Records")) {
            try {
                changes.add(TableChange.of(record));
            } catch (IllegalArgumentException | UnreadableItemException malformed) {
                // A retry would fail again, and block all later records.
                LOG.errorf(
                        "record.skipped eventId=%s reason=\"%s\"",
                        record.path("eventID").asText(), malformed.getMessage());
            }
        }
        return new StreamBatch(changes);
    }

    /** Returns the changes of each counter, in their order. */
    public Map<CounterId, List<TableChange>> byCounter() {
        return changes.stream()
                .collect(Collectors.groupingBy(TableChange::counter, LinkedHashMap::new, Collectors.toList()));
    }

    /** Logs the failure of a counter's work. The stream retries it. */
    public static void logFailure(CounterId counter, String reason) {
        LOG.errorf("counter.failed counter=%s outcome=tried-again reason=\"%s\"", counter, reason);
    }

    /** Returns the answer that makes the stream retry from the first change of a failed counter. */
    public ObjectNode answer(Set<CounterId> failed) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode failures = answer.putArray("batchItemFailures");
        changes.stream()
                .filter(change -> failed.contains(change.counter()))
                .findFirst()
                .ifPresent(first -> failures.addObject().put("itemIdentifier", first.sequenceNumber()));
        return answer;
    }
}
