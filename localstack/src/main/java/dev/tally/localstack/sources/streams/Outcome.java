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
record Outcome(int processed, boolean invoked, @Nullable String functionError, @Nullable String reason) {

    static Outcome notInvoked(Throwable failure) {
        return new Outcome(0, false, null, String.valueOf(failure.getMessage()));
    }

    static Outcome functionError(String error, Buffer payload) {
        return new Outcome(0, true, error, payload.toString());
    }

    static Outcome processed(int records) {
        return new Outcome(records, true, null, null);
    }

    static Outcome verdict(StreamVerdict verdict) {
        return new Outcome(verdict.processed(), true, null, verdict.fault());
    }
}
