package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * An invocation with its future answer.
 *
 * @param arn the ARN that was invoked, with its qualifier
 */
record Invocation(
        String requestId,
        FunctionDeployment version,
        String arn,
        Buffer payload,
        LogType logType,
        CompletableFuture<InvocationResult> answer) {

    /**
     * The only function error that Lambda still reports:
     * https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html
     */
    static final String UNHANDLED = "Unhandled";

    void answer(Buffer response, @Nullable String functionError, String logTail) {
        answer.complete(new InvocationResult(requestId, version.version(), response, functionError, logTail));
    }

    /** Answers an invocation that no environment ran. */
    void fail(Failure failure) {
        answer(failure.document(requestId), UNHANDLED, "");
    }
}
