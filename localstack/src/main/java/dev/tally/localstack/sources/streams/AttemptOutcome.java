package dev.tally.localstack.sources.streams;

import dev.tally.localstack.lambda.InvocationResult;
import dev.tally.localstack.sources.ItemFailures;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one attempt.
 *
 * @param processed number of records from the start that are done
 * @param requestId of the invocation, null if the function was not invoked
 * @param reason for the log, null if the function gave none
 */
record AttemptOutcome(int processed, @Nullable String requestId, @Nullable String reason) {

    static AttemptOutcome notInvoked(Throwable failure) {
        return new AttemptOutcome(0, null, String.valueOf(failure.getMessage()));
    }

    static AttemptOutcome failed(InvocationResult result) {
        return new AttemptOutcome(0, result.requestId(), result.payload().toString());
    }

    static AttemptOutcome processed(InvocationResult result, int records) {
        return new AttemptOutcome(records, result.requestId(), null);
    }

    /** @param batch the sequence numbers of all records that the function received, in order */
    static AttemptOutcome reported(InvocationResult result, List<String> batch) {
        ItemFailures failures = ItemFailures.parse(result.payload(), batch);
        int processed = 0;
        while (processed < batch.size() && !failures.failed().contains(batch.get(processed))) {
            processed++;
        }
        return new AttemptOutcome(processed, result.requestId(), failures.fault());
    }

    boolean invoked() {
        return requestId != null;
    }
}
