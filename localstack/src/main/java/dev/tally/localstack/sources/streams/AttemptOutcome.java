package dev.tally.localstack.sources.streams;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * What became of one attempt.
 *
 * @param processed how many records from the start are done
 * @param invoked whether the function got them
 * @param functionError such as {@code Unhandled}, null if the function returned
 * @param reason why not all are done, for the log
 */
record AttemptOutcome(int processed, boolean invoked, @Nullable String functionError, @Nullable String reason) {

    static AttemptOutcome notInvoked(Throwable failure) {
        return new AttemptOutcome(0, false, null, String.valueOf(failure.getMessage()));
    }

    static AttemptOutcome functionError(String error, Buffer payload) {
        return new AttemptOutcome(0, true, error, payload.toString());
    }

    static AttemptOutcome processed(int records) {
        return new AttemptOutcome(records, true, null, null);
    }

    static AttemptOutcome verdict(StreamVerdict verdict) {
        return new AttemptOutcome(verdict.processed(), true, null, verdict.fault());
    }
}
