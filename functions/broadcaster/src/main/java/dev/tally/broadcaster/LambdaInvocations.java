package dev.tally.broadcaster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;
import software.amazon.awssdk.services.lambda.model.InvokeResponse;

/** Invocations of the function that this is. */
class LambdaInvocations implements Invocations {

    private final LambdaAsyncClient lambda;
    private final String function;

    /** @param function its name */
    LambdaInvocations(LambdaAsyncClient lambda, String function) {
        this.lambda = lambda;
        this.function = function;
    }

    @Override
    public CompletableFuture<?> push(Bucket bucket) {
        return invoke(InvocationEvents.of(bucket), InvocationType.REQUEST_RESPONSE)
                .thenApply(LambdaInvocations::succeeded);
    }

    @Override
    public void pushLate(CounterId counter, List<ConnectionId> viewers) {
        invoke(InvocationEvents.late(counter, viewers), InvocationType.EVENT).join();
    }

    @Override
    public void welcome(ConnectionId connection, String counters) {
        invoke(InvocationEvents.welcome(connection, counters), InvocationType.EVENT)
                .join();
    }

    private CompletableFuture<InvokeResponse> invoke(ObjectNode event, InvocationType type) {
        return lambda.invoke(InvokeRequest.builder()
                .functionName(function)
                .invocationType(type)
                .payload(SdkBytes.fromUtf8String(event.toString()))
                .build());
    }

    private static InvokeResponse succeeded(InvokeResponse answer) {
        if (answer.functionError() != null) {
            throw new IllegalStateException(
                    "a bucket failed: " + answer.payload().asUtf8String());
        }
        return answer;
    }
}
