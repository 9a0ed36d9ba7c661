package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;

/** An invocation with its future answer. */
record Invocation(String requestId, Buffer payload, LogType logType, CompletableFuture<InvocationResult> answer) {

    /**
     * The only function error that Lambda still reports:
     * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
     */
    static final String UNHANDLED = "Unhandled";

    /** Answers an invocation that no environment ran. */
    void fail(Failure failure) {
        answer.complete(new InvocationResult(requestId, failure.document(requestId), UNHANDLED, ""));
    }
}
