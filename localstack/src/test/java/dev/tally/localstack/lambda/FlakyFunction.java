package dev.tally.localstack.lambda;

import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** A function that answers its event, after a configured number of throttles and then of failures. */
final class FlakyFunction implements DeployedFunctions {

    private volatile FunctionVersions versions;
    private final AtomicInteger invocations = new AtomicInteger();
    private volatile int failures;
    private final AtomicInteger throttled = new AtomicInteger();
    private volatile int throttles;

    FlakyFunction(FunctionDeployment function) {
        this.versions = FunctionVersions.of(function);
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
        return invoke(FunctionName.live(name), payload, LogType.NONE);
    }

    @Override
    public CompletionStage<InvocationResult> invoke(FunctionName name, Buffer payload, LogType logType) {
        if (throttled.get() < throttles) {
            throttled.incrementAndGet();
            return CompletableFuture.failedFuture(new ThrottledException(name.name(), ThrottleReason.ACCOUNT));
        }
        String error = invocations.incrementAndGet() <= failures ? "Unhandled" : null;
        String log = logType == LogType.TAIL ? "the log" : "";
        return CompletableFuture.completedFuture(new InvocationResult(
                "1", versions.find(name.qualifier(), 0).orElseThrow().version(), payload, error, log));
    }

    @Override
    public List<FunctionDeployment> deployments() {
        return List.of(versions.latest());
    }

    @Override
    public boolean has(FunctionName name) {
        return versions.latest().name().equals(name.name())
                && versions.find(name.qualifier(), 0).isPresent();
    }

    @Override
    public FunctionVersions versions(String name) {
        return versions;
    }

    @Override
    public FunctionDeployment updateCode(String name, Buffer zip) {
        FunctionDeployment latest = versions.latest().withZip(Path.of(zip.length() + ".zip"));
        versions = versions.update(latest);
        return latest;
    }

    @Override
    public FunctionDeployment publish(String name, String description) {
        versions = versions.publish(description);
        return versions.newest();
    }

    @Override
    public void moveLive(String name, FunctionAlias alias) {
        versions = versions.withLive(alias);
    }

    @Override
    public String arn(String name) {
        return LambdaSettings.defaults().arn(name);
    }
}
