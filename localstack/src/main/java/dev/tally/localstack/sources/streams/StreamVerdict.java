package dev.tally.localstack.sources.streams;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How far a function came in a batch, by what it returned.
 *
 * @param processed how many records from the start need not be tried again
 * @param fault why none counts as processed although the function returned, else null
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html">
 *     Lambda: success and failure conditions</a>
 */
record StreamVerdict(int processed, @Nullable String fault) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String FAILURES = "batchItemFailures";
    private static final String IDENTIFIER = "itemIdentifier";

    /** @param batch the sequence numbers of all records that the function got, in order */
    static StreamVerdict of(Buffer answer, List<String> batch) {
        JsonNode json;
        try {
            json = JSON.readTree(answer.getBytes());
        } catch (IOException broken) {
            return nothing("the answer is not JSON");
        }
        if (json.isNull() || json.isMissingNode()) {
            return all(batch);
        }
        return json.isObject()
                ? ofFailures(json.path(FAILURES), batch)
                : nothing("the answer must be an object with " + FAILURES);
    }

    private static StreamVerdict ofFailures(JsonNode failures, List<String> batch) {
        if (failures.isNull() || failures.isMissingNode()) {
            return all(batch);
        }
        if (!failures.isArray()) {
            return nothing(FAILURES + " must be a list");
        }
        int processed = batch.size();
        for (JsonNode failure : failures) {
            JsonNode id = failure.path(IDENTIFIER);
            int index = batch.indexOf(id.asText());
            if (index < 0) {
                return nothing(IDENTIFIER + " must be a sequence number of the batch, not " + id);
            }
            processed = Math.min(processed, index);
        }
        return new StreamVerdict(processed, null);
    }

    private static StreamVerdict all(List<String> batch) {
        return new StreamVerdict(batch.size(), null);
    }

    private static StreamVerdict nothing(String fault) {
        return new StreamVerdict(0, fault);
    }
}
