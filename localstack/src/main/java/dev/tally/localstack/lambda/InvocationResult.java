package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * The result of an invocation.
 *
 * @param version the version of the function that ran
 * @param payload the answer of the function, or a JSON document with {@code errorMessage} and {@code errorType}
 * @param functionError {@code Unhandled} if the function failed, timed out or died, else null
 * @param logTail at most the last 4 KB of the function's output during the invocation
 */
public record InvocationResult(
        String requestId, String version, Buffer payload, @Nullable String functionError, String logTail) {}
