package dev.tally.localstack.sources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.util.Collection;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The items of a batch that a function's answer reports as failed.
 *
 * @param failed identifiers of the items to deliver again
 * @param fault in the answer, by which the whole batch counts as failed; else null
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting">
 *     Lambda: success and failure conditions for queues</a>
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html">
 *     Lambda: success and failure conditions for streams</a>
 */
public record ItemFailures(Set<String> failed, @Nullable String fault) {

    static final ItemFailures NONE = new ItemFailures(Set.of(), null);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FAILURES = "batchItemFailures";
    private static final String IDENTIFIER = "itemIdentifier";

    /** @param batch identifiers of all items that the function received */
    public static ItemFailures parse(Buffer answer, Collection<String> batch) {
        JsonNode json;
        try {
            json = JSON.readTree(answer.toString());
        } catch (JsonProcessingException broken) {
            return all(batch, "the answer is not JSON: " + broken.getOriginalMessage());
        }
        if (json.isNull() || json.isMissingNode()) {
            return NONE;
        }
        return json.isObject()
                ? parse(json.path(FAILURES), batch)
                : all(batch, "the answer must be an object with " + FAILURES);
    }

    private static ItemFailures parse(JsonNode failures, Collection<String> batch) {
        if (failures.isNull() || failures.isMissingNode()) {
            return NONE;
        }
        if (!failures.isArray()) {
            return all(batch, FAILURES + " must be a list");
        }
        Set<String> failed = new HashSet<>();
        for (JsonNode failure : failures) {
            JsonNode id = failure.path(IDENTIFIER);
            if (!id.isTextual() || !batch.contains(id.textValue())) {
                return all(batch, IDENTIFIER + " must be the id of an item of the batch, not " + id);
            }
            failed.add(id.textValue());
        }
        return new ItemFailures(failed, null);
    }

    private static ItemFailures all(Collection<String> batch, String fault) {
        return new ItemFailures(Set.copyOf(batch), fault);
    }
}
