package dev.tally.system.kit;

import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import io.vertx.core.Vertx;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/** A stack with proxies between the functions and all AWS services, which record every call. */
public final class WatchedStack implements AutoCloseable {

    private static final String STAGE =
            StackSpec.load(ProjectRoot.above(Path.of(""))).webSocketApi().stage();

    private final Vertx vertx = Vertx.vertx();
    private final AtomicReference<URI> lambdaApi = new AtomicReference<>();
    private final AtomicReference<URI> connectionsApi = new AtomicReference<>();
    private final AwsProxy lambda = AwsProxy.start(vertx, lambdaApi::get);
    private final AwsProxy connections = AwsProxy.start(vertx, connectionsApi::get);
    private final AwsCalls calls = new AwsCalls();
    private final TestStack stack;

    private WatchedStack(TestOptions options) {
        stack = TestStack.start(options.withVariable(
                        "AWS_ENDPOINT_URL_LAMBDA", lambda.endpoint().toString())
                .withVariable("TALLY_CONNECTIONS_ENDPOINT", connections.endpoint() + "/" + STAGE));
        lambdaApi.set(URI.create("http://127.0.0.1:" + stack.stack().lambdaPort()));
        connectionsApi.set(URI.create(stack.stack().apis().connections().endpoint()));
        List.of(stack.sqs(), stack.dynamoDb(), lambda, connections).forEach(calls::watch);
    }

    public static WatchedStack start(TestOptions options) {
        return new WatchedStack(options);
    }

    public TestStack stack() {
        return stack;
    }

    public AwsCalls calls() {
        return calls;
    }

    @Override
    public void close() {
        stack.close();
        lambda.close();
        connections.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }
}
