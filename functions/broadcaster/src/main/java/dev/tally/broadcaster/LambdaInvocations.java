package dev.tally.broadcaster;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import java.util.List;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.lambda.LambdaClient;
import software.amazon.awssdk.services.lambda.model.InvocationType;
import software.amazon.awssdk.services.lambda.model.InvokeRequest;

/** Asynchronous invocations of the function that this is. */
class LambdaInvocations implements Invocations {

    private final LambdaClient lambda;
    private final String function;

    /** @param function its name */
    LambdaInvocations(LambdaClient lambda, String function) {
        this.lambda = lambda;
        this.function = function;
    }

    @Override
    public void push(Bucket bucket) {
        invoke(InvocationEvents.of(bucket));
    }

    @Override
    public void pushLate(CounterId counter, List<ConnectionId> viewers) {
        invoke(InvocationEvents.late(counter, viewers));
    }

    @Override
    public void welcome(ConnectionId connection, String counters) {
        invoke(InvocationEvents.welcome(connection, counters));
    }

    private void invoke(ObjectNode event) {
        lambda.invoke(InvokeRequest.builder()
                .functionName(function)
                .invocationType(InvocationType.EVENT)
                .payload(SdkBytes.fromUtf8String(event.toString()))
                .build());
    }
}
