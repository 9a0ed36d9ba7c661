package dev.tally.localstack.sources;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which messages of a batch a function did not process, by what it returned.
 *
 * @param failed ids of the messages to deliver again
 * @param fault why the whole batch counts as failed although the function returned, else null
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-errorhandling.html#services-sqs-batchfailurereporting">
 *     Lambda: success and failure conditions</a>
 */
record BatchVerdict(Set<String> failed, @Nullable String fault) {

    static final BatchVerdict ALL_PROCESSED = new BatchVerdict(Set.of(), null);

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FAILURES = "batchItemFailures";
    private static final String IDENTIFIER = "itemIdentifier";

    /** @param batch ids of all messages that the function got */
    static BatchVerdict of(Buffer answer, Set<String> batch) {
        JsonNode json;
        try {
            json = JSON.readTree(answer.getBytes());
        } catch (JsonProcessingException broken) {
            return nothingProcessed(batch, "the answer is not JSON: " + broken.getOriginalMessage());
        } catch (IOException impossible) {
            return nothingProcessed(batch, "the answer cannot be read: " + impossible.getMessage());
        }
        if (json.isNull() || json.isMissingNode()) {
            return ALL_PROCESSED;
        }
        if (!json.isObject()) {
            return nothingProcessed(batch, "the answer must be an object with " + FAILURES);
        }
        return ofFailures(json.path(FAILURES), batch);
    }

    private static BatchVerdict ofFailures(JsonNode failures, Set<String> batch) {
        if (failures.isNull() || failures.isMissingNode()) {
            return ALL_PROCESSED;
        }
        if (!failures.isArray()) {
            return nothingProcessed(batch, FAILURES + " must be a list");
        }
        Set<String> failed = new HashSet<>();
        for (JsonNode failure : failures) {
            JsonNode id = failure.path(IDENTIFIER);
            if (!id.isTextual() || !batch.contains(id.textValue())) {
                return nothingProcessed(batch, IDENTIFIER + " must be the id of a message of the batch, not " + id);
            }
            failed.add(id.textValue());
        }
        return new BatchVerdict(failed, null);
    }

    private static BatchVerdict nothingProcessed(Set<String> batch, String fault) {
        return new BatchVerdict(batch, fault);
    }
}
