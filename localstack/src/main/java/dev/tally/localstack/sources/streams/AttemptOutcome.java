package dev.tally.localstack.sources.streams;

import dev.tally.localstack.lambda.InvocationResult;
import org.jspecify.annotations.Nullable;

/**
 * The outcome of one attempt.
 *
 * @param processed number of records from the start that are done
 * @param requestId of the invocation, null if the function was not invoked
 * @param reason for the log, null if all records are done
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

    static AttemptOutcome verdict(InvocationResult result, StreamVerdict verdict) {
        return new AttemptOutcome(verdict.processed(), result.requestId(), verdict.fault());
    }

    boolean invoked() {
        return requestId != null;
    }
}
