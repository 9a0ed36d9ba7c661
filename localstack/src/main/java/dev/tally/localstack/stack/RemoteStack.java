package dev.tally.localstack.stack;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.DeadLetterQueue;
import dev.tally.localstack.gateway.HttpAccess;
import dev.tally.localstack.gateway.RequestQuota;
import dev.tally.localstack.gateway.WebSocketLimits;
import dev.tally.localstack.lambda.RemoteFunctions;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.localstack.spec.Deployment;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.localstack.tracing.Traces;
import io.vertx.core.Vertx;
import java.net.URI;
import java.util.Optional;

/**
 * This machine's APIs in front of functions that Terraform has deployed to an emulator. The emulator runs the functions
 * and their event sources, but has no HTTP and WebSocket APIs.
 */
public final class RemoteStack implements Stack {

    private final Cloud cloud;
    private final URI lambdaEndpoint;
    private final DeadLetterQueue deadLetters;
    private final RemoteFunctions functions;
    private final Apis apis;
    private final Traces traces = new Traces();
    private boolean closed;

    private RemoteStack(Settings settings, Deployment deployment, URI lambdaEndpoint, Cloud cloud, Vertx vertx) {
        StackSpec spec = settings.spec();
        this.cloud = cloud;
        this.lambdaEndpoint = lambdaEndpoint;
        this.deadLetters = DeadLetterQueue.of(cloud.sqs(), spec, deployment.queueUrls());
        this.functions =
                RemoteFunctions.open(lambdaEndpoint, cloud.region(), cloud.credentials(), deployment.functions());
        try {
            this.apis = Apis.open(
                    vertx,
                    functions,
                    spec,
                    settings.httpAccess(),
                    settings.webSocketLimits(),
                    settings.connectionsHost(),
                    settings.connectionsPort(),
                    RequestQuota.NONE);
        } catch (RuntimeException failed) {
            functions.close();
            throw failed;
        }
    }

    /**
     * The settings of the APIs.
     *
     * @param connectionsHost an address of this machine that the functions can reach
     * @param connectionsPort 0 for any free port
     * @param httpAccess origins and tokens that the HTTP API accepts
     */
    public record Settings(
            StackSpec spec,
            String connectionsHost,
            int connectionsPort,
            HttpAccess httpAccess,
            WebSocketLimits webSocketLimits) {}

    /**
     * Opens the APIs on a cloud, which the caller closes.
     *
     * @throws IllegalArgumentException if a function of the APIs is not deployed; the message names it
     */
    public static RemoteStack open(
            Settings settings, Deployment deployment, URI lambdaEndpoint, Cloud cloud, Vertx vertx) {
        deployment.require(settings.spec().httpApi().function());
        deployment.require(settings.spec().webSocketApi().function());
        return new RemoteStack(settings, deployment, lambdaEndpoint, cloud, vertx);
    }

    @Override
    public Cloud cloud() {
        return cloud;
    }

    @Override
    public Apis apis() {
        return apis;
    }

    @Override
    public URI lambdaEndpoint() {
        return lambdaEndpoint;
    }

    @Override
    public DeadLetterQueue deadLetters() {
        return deadLetters;
    }

    /** Returns nothing, because the emulator has no quotas. */
    @Override
    public Optional<QuotaMeter> quotas() {
        return Optional.empty();
    }

    /** Returns no traces, because the emulator keeps them. */
    @Override
    public Traces traces() {
        return traces;
    }

    /** Does nothing, because the emulator has started the functions and sources. */
    @Override
    public void start() {}

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        apis.close();
        functions.close();
    }
}
