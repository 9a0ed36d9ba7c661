package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A function that answers its event, after a configured number of throttles and then of failures. */
final class FlakyFunction implements DeployedFunctions {

    private final FunctionDeployment function;
    private final AtomicInteger invocations = new AtomicInteger();
    private volatile int failures;
    private final AtomicInteger throttled = new AtomicInteger();
    private volatile int throttles;

    FlakyFunction(FunctionDeployment function) {
        this.function = function;
    }

    void failNext(int count) {
        failures = count;
    }

    void throttle() {
        throttleNext(Integer.MAX_VALUE);
    }

    void throttleNext(int count) {
        throttles = count;
    }

    int throttled() {
        return throttled.get();
    }

    int invocations() {
        return invocations.get();
    }

    @Override
    public CompletionStage<InvocationResult> invoke(String name, Buffer payload) {
        return invoke(name, payload, LogType.NONE);
    }

    @Override
    public CompletionStage<InvocationResult> invoke(String name, Buffer payload, LogType logType) {
        if (throttled.get() < throttles) {
            throttled.incrementAndGet();
            return CompletableFuture.failedFuture(new ThrottledException(name, ThrottleReason.ACCOUNT));
        }
        String error = invocations.incrementAndGet() <= failures ? "Unhandled" : null;
        String log = logType == LogType.TAIL ? "the log" : "";
        return CompletableFuture.completedFuture(new InvocationResult("1", payload, error, log));
    }

    @Override
    public List<FunctionDeployment> deployments() {
        return List.of(function);
    }

    @Override
    public String arn(String name) {
        return LambdaSettings.defaults().arn(name);
    }
}
