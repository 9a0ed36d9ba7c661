package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import org.jspecify.annotations.Nullable;

/**
 * How one invocation ended.
 *
 * @param payload what the function returned, or a JSON document with {@code errorMessage} and {@code errorType}
 * @param functionError {@code Unhandled} if the function failed, timed out or died, else null
 * @param logTail the last 4 KB, at the most, of what the function wrote while it ran
 */
public record InvocationResult(String requestId, Buffer payload, @Nullable String functionError, String logTail) {}
