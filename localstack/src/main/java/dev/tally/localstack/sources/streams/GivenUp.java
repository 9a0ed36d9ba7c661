package dev.tally.localstack.sources.streams;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Records that are not tried again, and why.
 *
 * @param condition {@link #RETRY_ATTEMPTS_EXHAUSTED} or {@link #RECORD_AGE_EXCEEDED}
 * @param functionError how the last invocation failed, null if it returned or there was none
 */
record GivenUp(String condition, Attempt attempt, @Nullable String functionError) {

    static final String RETRY_ATTEMPTS_EXHAUSTED = "RetryAttemptsExhausted";
    static final String RECORD_AGE_EXCEEDED = "RecordAgeExceeded";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LATEST = "$LATEST";

    /**
     * The document that Lambda sends to the on-failure destination.
     *
     * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html">Lambda: example</a>
     */
    String document(String functionArn, String streamArn, String shardId, Instant now) {
        ObjectNode document = JSON.createObjectNode();
        document.putObject("requestContext")
                .put("requestId", attempt.requestId())
                .put("functionArn", functionArn)
                .put("condition", condition)
                .put("approximateInvokeCount", attempt.invocations());
        if (attempt.invocations() > 0) {
            document.set("responseContext", response());
        }
        document.put("version", "1.0").put("timestamp", now.toString());
        document.set("DDBStreamBatchInfo", batch(streamArn, shardId));
        return document.toString();
    }

    private ObjectNode response() {
        ObjectNode response = JSON.createObjectNode().put("statusCode", 200).put("executedVersion", LATEST);
        return functionError == null ? response : response.put("functionError", functionError);
    }

    private ObjectNode batch(String streamArn, String shardId) {
        return JSON.createObjectNode()
                .put("shardId", shardId)
                .put("startSequenceNumber", attempt.firstRecord().sequenceNumber())
                .put("endSequenceNumber", attempt.lastRecord().sequenceNumber())
                .put(
                        "approximateArrivalOfFirstRecord",
                        attempt.firstRecord().created().toString())
                .put(
                        "approximateArrivalOfLastRecord",
                        attempt.lastRecord().created().toString())
                .put("batchSize", attempt.records().size())
                .put("streamArn", streamArn);
    }
}
