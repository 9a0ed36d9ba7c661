package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;

/** One invocation that waits for its answer. */
record Invocation(String requestId, Buffer payload, LogType logType, CompletableFuture<InvocationResult> answer) {

    /** The one function error that Lambda still reports: https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html */
    static final String UNHANDLED = "Unhandled";

    /** Answers an invocation that no environment ever ran. */
    void fail(Failure failure) {
        answer.complete(new InvocationResult(requestId, failure.document(requestId), UNHANDLED, ""));
    }
}
