package dev.tally.broadcaster.lambda;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** Further invocations of the running function. */
public class SelfInvocation {

    private final LambdaAsyncClient lambda;
    private final String function;

    /** @param function the name of the running function, with its alias */
    public SelfInvocation(LambdaAsyncClient lambda, String function) {
        this.lambda = lambda;
        this.function = function;
    }

    /** Invokes the function at once. Completes with its answer, exceptionally if it failed. */
    public CompletableFuture<?> call(JsonNode event) {
        return invoke(event, InvocationType.REQUEST_RESPONSE).thenApply(SelfInvocation::succeeded);
    }

    /** Queues an event, which Lambda runs later and retries if it fails. Blocks until Lambda has accepted the event. */
    public void send(JsonNode event) {
        invoke(event, InvocationType.EVENT).join();
    }

    private CompletableFuture<InvokeResponse> invoke(JsonNode event, InvocationType type) {
        return lambda.invoke(InvokeRequest.builder()
                .functionName(function)
                .invocationType(type)
                .payload(SdkBytes.fromUtf8String(event.toString()))
                .build());
    }

    private static InvokeResponse succeeded(InvokeResponse answer) {
        if (answer.functionError() != null) {
            throw new IllegalStateException("the function's invocation of itself failed: "
                    + answer.payload().asUtf8String());
        }
        return answer;
    }
}
