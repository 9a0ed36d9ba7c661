package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletionStage;

/** The functions that the other rooms of the stack can call. */
public interface Functions {

    /**
     * Invokes a function and waits for what it returns, as Lambda's {@code RequestResponse} does.
     *
     * @param function its name
     * @param payload a JSON document
     * @return what it returned, or how it failed; fails with {@link NoSuchFunctionException} or {@link
     *     ThrottledException}
     */
    CompletionStage<InvocationResult> invoke(String function, Buffer payload);
}
