package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;

/** The functions that the other packages of the stack can invoke. */
public interface Functions {

    /**
     * Invokes the alias {@code live} of a function and returns its future result, like Lambda's {@code RequestResponse}.
     *
     * @param function the function's name
     * @param payload a JSON document
     * @return the answer or the error of the function; fails with {@link NoSuchFunctionException} or {@link
     *     ThrottledException}
     */
    CompletionStage<InvocationResult> invoke(String function, Buffer payload);

    /** Returns the failure of an invocation without the {@link CompletionException} around it. */
    static Throwable failureOf(Throwable failure) {
        return failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
    }
}
