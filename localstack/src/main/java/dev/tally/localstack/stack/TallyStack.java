package dev.tally.localstack.stack;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.DeadLetterQueue;
import dev.tally.localstack.cloud.Resources;
import dev.tally.localstack.gateway.ConnectionsApi;
import dev.tally.localstack.gateway.RequestQuota;
import dev.tally.localstack.lambda.EventRetries;
import dev.tally.localstack.lambda.FunctionDeployment;
import dev.tally.localstack.lambda.FunctionName;
import dev.tally.localstack.lambda.InvokeApi;
import dev.tally.localstack.lambda.LambdaHost;
import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.localstack.quota.Quotas;
import dev.tally.localstack.sources.QueuePoller;
import dev.tally.localstack.sources.QueueSettings;
import dev.tally.localstack.sources.streams.StreamPoller;
import dev.tally.localstack.sources.streams.StreamSettings;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.localstack.tracing.Traces;
import dev.tally.localstack.tracing.XRayDaemon;
import io.vertx.core.Vertx;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** The whole stack of {@code infra/stack.yaml} on one machine. */
public final class TallyStack implements Stack {

    private static final String SHARDS_MAX = "TALLY_SHARDS_MAX";

    private final StackOptions options;
    private final Cloud cloud;
    private final Resources resources;
    private final LambdaHost lambda;
    private final InvokeApi invokeApi;
    private final Apis apis;
    private final Traces traces = new Traces();
    private final XRayDaemon daemon;
    private final List<QueuePoller> sources = new ArrayList<>();
    private final List<StreamPoller> streamSources = new ArrayList<>();
    private boolean closed;

    private TallyStack(StackOptions options, Cloud cloud, Vertx vertx) {
        this.options = options;
        this.cloud = cloud;
        this.resources = Resources.create(cloud, options.spec(), options.queueSuffix());
        this.lambda = new LambdaHost(vertx, options.lambda().withRegion(cloud.region()), options.quotas());
        this.invokeApi = InvokeApi.serve(vertx, lambda, options.lambdaPort(), EventRetries.AWS);
        this.apis = Apis.open(
                vertx,
                lambda,
                options.spec(),
                options.httpAccess(),
                options.webSocketLimits(),
                ConnectionsApi.LOOPBACK,
                options.connectionsPort(),
                RequestQuota.of(options.quotas()));
        this.daemon = XRayDaemon.listen(vertx, traces);
    }

    /** Opens a stack on a cloud. The caller closes the cloud. No function is unpacked or running yet. */
    public static TallyStack open(StackOptions options, Cloud cloud, Vertx vertx) {
        return new TallyStack(options, cloud, vertx);
    }

    /** Opens a stack and {@linkplain #start() starts} it. */
    public static TallyStack start(StackOptions options, Cloud cloud, Vertx vertx) {
        TallyStack stack = open(options, cloud, vertx);
        try {
            stack.start();
            return stack;
        } catch (RuntimeException failed) {
            stack.close();
            throw failed;
        }
    }

    @Override
    public Cloud cloud() {
        return cloud;
    }

    public Resources resources() {
        return resources;
    }

    /** Returns the epoch of totals and receipts. */
    public String epoch() {
        return cloud.region() + "." + options.epochTime();
    }

    public LambdaHost lambda() {
        return lambda;
    }

    @Override
    public Apis apis() {
        return apis;
    }

    /** Returns the port of the Lambda API. */
    public int lambdaPort() {
        return invokeApi.port();
    }

    @Override
    public URI lambdaEndpoint() {
        return URI.create("http://127.0.0.1:" + lambdaPort());
    }

    @Override
    public DeadLetterQueue deadLetters() {
        return DeadLetterQueue.of(cloud.sqs(), options.spec(), resources.queueUrls());
    }

    /** Returns the pollers of queues, in the order of the specification. */
    public List<QueuePoller> sources() {
        return List.copyOf(sources);
    }

    /** Returns the pollers of tables' streams, in the order of the specification. */
    public List<StreamPoller> streamSources() {
        return List.copyOf(streamSources);
    }

    @Override
    public Optional<QuotaMeter> quotas() {
        return Optional.ofNullable(options.quotas()).map(Quotas::meter);
    }

    @Override
    public Traces traces() {
        return traces;
    }

    @Override
    public void start() {
        try {
            deployFunctions();
            startSources();
        } catch (RuntimeException failed) {
            throw isClosed() ? stopped(failed) : failed;
        }
    }

    /** Stops all parts in order, once. A second call waits until the first is done. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        sources.forEach(QueuePoller::close);
        streamSources.forEach(StreamPoller::close);
        apis.close();
        invokeApi.close();
        lambda.close();
        daemon.close();
    }

    private void deployFunctions() {
        List<CompletableFuture<Void>> warm = new ArrayList<>();
        options.spec().functions().forEach((name, function) -> {
            lambda.deploy(deployment(name, function));
            CompletionStage<Void> ready = lambda.prewarm(name);
            warm.add(ready.toCompletableFuture());
        });
        try {
            warm.forEach(CompletableFuture::join);
        } catch (CompletionException failed) {
            Throwable cause = failed.getCause();
            throw new IllegalStateException(cause == null ? failed.getMessage() : cause.getMessage(), failed);
        }
    }

    private FunctionDeployment deployment(String name, StackSpec.Function function) {
        Map<String, String> environment = new HashMap<>(resources.environmentOf(function));
        // As in infra/terraform/quota.tf: half of the batches stay for other counters.
        environment.computeIfPresent(
                SHARDS_MAX, (any, most) -> Integer.toString(Math.min(Integer.parseInt(most), batches() / 2)));
        environment.putAll(cloud.environment());
        environment.put("AWS_ENDPOINT_URL_LAMBDA", lambdaEndpoint().toString());
        environment.put("AWS_XRAY_DAEMON_ADDRESS", daemon.address());
        if (function.epoch() != null) {
            environment.put(function.epoch(), epoch());
        }
        if (function.connectionsEndpoint() != null) {
            environment.put(function.connectionsEndpoint(), apis.connections().endpoint());
        }
        if (function.functionName() != null) {
            environment.put(function.functionName(), name + ":" + FunctionName.LIVE);
        }
        environment.putAll(options.environment());
        return new FunctionDeployment(
                name,
                options.root().resolve(function.artifact()),
                function.handler(),
                function.memoryMegabytes(),
                Duration.ofSeconds(function.timeoutSeconds()),
                environment,
                options.environments(),
                options.concurrency(),
                List.of());
    }

    /** Returns the number of concurrent batches that count clicks. */
    private int batches() {
        int maximum = options.spec().queueSources().values().stream()
                .filter(source -> source.function().equals("aggregator"))
                .mapToInt(StackSpec.QueueSource::maximumConcurrency)
                .sum();
        return options.quotas() == null ? maximum : options.quotas().sourceConcurrency(maximum);
    }

    private synchronized void startSources() {
        if (closed) {
            throw stopped(null);
        }
        for (String name : options.spec().queueSources().keySet()) {
            sources.add(startSource(QueueSettings.of(name, options.spec(), resources)));
        }
        for (String name : options.spec().streamSources().keySet()) {
            streamSources.add(StreamPoller.start(StreamSettings.of(name, options.spec(), resources), cloud, lambda));
        }
    }

    private QueuePoller startSource(QueueSettings source) {
        Quotas quotas = options.quotas();
        if (quotas == null) {
            return QueuePoller.start(source, cloud, lambda);
        }
        return QueuePoller.start(
                source.withMaximumConcurrency(quotas.sourceConcurrency(source.maximumConcurrency())),
                cloud,
                lambda,
                () -> quotas.meter().reached(Quota.SOURCE_CONCURRENCY, source.name()));
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private static IllegalStateException stopped(@Nullable Throwable cause) {
        return new IllegalStateException("the stack was stopped while it started", cause);
    }
}
