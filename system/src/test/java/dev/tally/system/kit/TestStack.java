package dev.tally.system.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.counter.CounterId;
import dev.tally.counter.Coverage;
import dev.tally.counter.Epoch;
import dev.tally.counter.ExactlyOnce;
import dev.tally.counter.Generations;
import dev.tally.counter.QueueName;
import dev.tally.counter.Receipt;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Tally;
import dev.tally.counter.dynamodb.DynamoDbTallyStore;
import dev.tally.counter.dynamodb.DynamoDbTotalStore;
import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.EmbeddedCloud;
import dev.tally.localstack.cloud.TestCloud;
import dev.tally.localstack.front.WebApp;
import dev.tally.localstack.front.WebFiles;
import dev.tally.localstack.gateway.HttpAccess;
import dev.tally.localstack.gateway.VertxWebSockets;
import dev.tally.localstack.gateway.WebSocketLimits;
import dev.tally.localstack.lambda.LambdaSettings;
import dev.tally.localstack.quota.Quotas;
import dev.tally.localstack.sources.streams.StreamPoller;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.localstack.stack.StackOptions;
import dev.tally.localstack.stack.TallyStack;
import dev.tally.system.kit.TestOptions.Proxies;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

/** A whole stack on free ports, with the real function packages, and a proxy between them and each AWS service. */
public final class TestStack implements AutoCloseable {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final String REGION = "eu-central-1";
    private static final Duration DRAIN = Duration.ofSeconds(90);
    private static final Duration PUBLISHED = Duration.ofSeconds(60);

    private final Vertx vertx = Vertx.vertx();
    private final Cloud cloud;
    private final @Nullable Quotas quotas;
    private final AwsProxy sqs;
    private final AwsProxy dynamoDb;
    private String queueSuffix = anySuffix();
    private TallyStack stack;
    private HttpServer http;
    private int gatewayPort;

    private TestStack(Cloud cloud, @Nullable Quotas quotas, TestOptions options) {
        this.cloud = cloud;
        this.quotas = quotas;
        this.sqs = AwsProxy.start(vertx, cloud.sqsEndpoint());
        this.dynamoDb = AwsProxy.start(vertx, cloud.dynamoDbEndpoint());
        this.stack = startStack(options);
        this.http = serve(0);
    }

    public static TestStack start(TestOptions options) {
        return options.hasQuotas() ? start(options, REGION) : startOn(TestCloud.start(), options);
    }

    public static TestStack start(TestOptions options, String region) {
        Quotas quotas = options.quotas();
        return new TestStack(EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, region, null, quotas), quotas, options);
    }

    /** Starts on a cloud, which is closed with the stack. */
    public static TestStack startOn(Cloud cloud, TestOptions options) {
        return new TestStack(cloud, null, options);
    }

    public TallyStack stack() {
        return stack;
    }

    /** Returns the quotas, nothing without any. */
    public Optional<Quotas> quotas() {
        return Optional.ofNullable(quotas);
    }

    /** Returns the proxy between the functions and SQS. */
    public AwsProxy sqs() {
        return sqs;
    }

    /** Returns the proxy between the functions and DynamoDB. */
    public AwsProxy dynamoDb() {
        return dynamoDb;
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + http.actualPort());
    }

    public URI webSocketEndpoint() {
        return URI.create("ws://127.0.0.1:" + http.actualPort() + "/ws");
    }

    /** Restarts gateway and processes with new queues. The tables stay. */
    public void recreateQueues(TestOptions options) {
        queueSuffix = anySuffix();
        restart(options);
    }

    /** Restarts gateway and processes, the gateway at the same port. Queues and tables keep their content. */
    public void restart(TestOptions options) {
        closeGateway();
        stack.close();
        stack = startStack(options);
        openGateway();
    }

    /** Stops the gateway and closes its connections. */
    public void closeGateway() {
        gatewayPort = http.actualPort();
        join(http.close());
    }

    /** Starts the gateway again, at the same port. */
    public void openGateway() {
        http = serve(gatewayPort);
    }

    /** Waits until no click is in the queue or in a running batch. */
    public void drain() {
        await().atMost(DRAIN).pollInterval(Duration.ofMillis(100)).until(() -> messages("clicks") == 0);
    }

    /** Drains the queue, and waits until every total is rolled up and fanned out. */
    public void settle() {
        drain();
        // The fan-out reads the writes of the rollup, so the sources are awaited in their order. Touches need a second
        // round.
        for (int round = 0; round < 2; round++) {
            stack.streamSources().forEach(TestStack::awaitCaughtUp);
        }
    }

    /** Returns the number of messages in a queue, visible or not. */
    public long messages(String queue) {
        return cloud
                .sqs()
                .getQueueAttributes(request ->
                        request.queueUrl(stack.resources().queueUrl(queue)).attributeNames(QueueAttributeName.ALL))
                .attributes()
                .entrySet()
                .stream()
                .filter(attribute -> attribute.getKey().toString().startsWith("ApproximateNumberOfMessages"))
                .mapToLong(attribute -> Long.parseLong(attribute.getValue()))
                .sum();
    }

    /** Returns up to ten dead letters, which stay in their queue. */
    public List<Message> deadLetters() {
        return cloud.sqs()
                .receiveMessage(request -> request.queueUrl(stack.resources().queueUrl("dead-letters"))
                        .maxNumberOfMessages(10)
                        .messageAttributeNames("All")
                        .visibilityTimeout(0))
                .messages();
    }

    /** Sends a message to the queue of clicks, not through press. */
    public void send(String group, String body) {
        cloud.sqs().sendMessage(request -> request.queueUrl(stack.resources().queueUrl("clicks"))
                .messageGroupId(group)
                .messageDeduplicationId(UUID.randomUUID().toString())
                .messageBody(body));
    }

    /**
     * Returns the receipts of changes that a counter lacks: in its shards, or in its published total if it has the
     * shard's watermark.
     */
    public List<Receipt> uncovered(String counter, Collection<Receipt> receipts) {
        String table = stack.resources().tableName("counters");
        String queue = QueueName.of(stack.resources().queueUrl("clicks"));
        SortedMap<String, Tally> shards = shards(counter);
        Map<String, SequenceNumber> published = new DynamoDbTotalStore(
                        cloud.dynamoDb(), table, new Epoch(stack.epoch()))
                .find(new CounterId(counter))
                .total()
                .watermarks();
        return receipts.stream()
                .filter(receipt -> {
                    Optional<Tally> tally = Optional.ofNullable(shards.get(receipt.shard()));
                    return Coverage.of(tally, queue, receipt.sequence(), Instant.now()) != Coverage.COUNTED
                            || receipt.sequence().isAfter(published.getOrDefault(receipt.shard(), receipt.sequence()));
                })
                .toList();
    }

    /** Returns the current count of a counter's shards. A shard that lacks the last reset of its region adds nothing. */
    public long counted(String counter) {
        return Generations.counted(shards(counter)).values().stream()
                .mapToLong(Tally::total)
                .sum();
    }

    /**
     * Waits for the count of presses on a page, which must be exact once the queue is empty. A page shows a press before
     * it sends it, so an empty queue does not prove that the press arrived.
     */
    public void awaitCounted(String counter, long count) {
        await().atMost(DRAIN).until(() -> counted(counter) >= count);
        drain();
        assertThat(counted(counter)).isEqualTo(count);
    }

    /** Returns the tallies of a counter's shards, of all regions. */
    public SortedMap<String, Tally> shards(String counter) {
        return new DynamoDbTallyStore(cloud.dynamoDb(), stack.resources().tableName("counters"), cloud.region())
                .shards(new CounterId(counter));
    }

    /**
     * Drains the queue, and compares every pressed counter with the answers to its presses and with the published
     * count.
     *
     * @param others the clients of other regions, if all their clicks have arrived here
     */
    public void assertExactlyOnce(Presser presser, Presser... others) {
        drain();
        List<Presser> all = Stream.concat(Stream.of(presser), Stream.of(others)).toList();
        for (String counter : ofAll(all, Presser::counters).stream().distinct().toList()) {
            long counted = counted(counter);
            ExactlyOnce.assertCount(
                    counted, ofAll(all, one -> one.acknowledged(counter)), ofAll(all, one -> one.unknown(counter)));
            await().atMost(PUBLISHED)
                    .untilAsserted(() -> assertThat(presser.published(counter)).isEqualTo(counted));
        }
    }

    private static <T> List<T> ofAll(List<Presser> pressers, Function<Presser, Collection<T>> part) {
        return pressers.stream()
                .flatMap(presser -> part.apply(presser).stream())
                .toList();
    }

    @Override
    public void close() {
        join(http.close());
        stack.close();
        dynamoDb.close();
        sqs.close();
        cloud.close();
        join(vertx.close());
    }

    private TallyStack startStack(TestOptions options) {
        URI sqsEndpoint = options.proxies() == Proxies.ALL ? sqs.endpoint() : cloud.sqsEndpoint();
        URI dynamoDbEndpoint = options.proxies() == Proxies.NONE ? cloud.dynamoDbEndpoint() : dynamoDb.endpoint();
        Map<String, String> environment = new HashMap<>(Map.of(
                "AWS_ENDPOINT_URL_SQS", sqsEndpoint.toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", dynamoDbEndpoint.toString()));
        environment.putAll(options.environment());
        return TallyStack.start(
                new StackOptions(
                        ROOT,
                        options.applyTo(StackSpec.load(ROOT)),
                        queueSuffix,
                        queueSuffix,
                        0,
                        0,
                        HttpAccess.OPEN,
                        WebSocketLimits.AWS,
                        options.environments(),
                        options.concurrency(),
                        environment,
                        LambdaSettings.defaults().withFaults(options.faults()),
                        quotas),
                cloud,
                vertx);
    }

    private HttpServer serve(int port) {
        WebApp pages = new WebApp();
        pages.open(WebFiles.load(ROOT));
        Router router = Router.router(vertx);
        pages.route(router);
        router.route().last().handler(context -> stack.apis().http().handle(context.request()));
        return join(vertx.createHttpServer(VertxWebSockets.options())
                .requestHandler(new VertxWebSockets(stack.apis().webSocket(), router))
                .listen(port, "127.0.0.1"));
    }

    private static String anySuffix() {
        String time = DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").format(LocalDateTime.now(ZoneOffset.UTC));
        return time + "-" + UUID.randomUUID().toString().substring(0, 8);
    }

    private static void awaitCaughtUp(StreamPoller source) {
        try {
            assertThat(source.awaitCaughtUp(DRAIN)).as("caught up").isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(20, TimeUnit.SECONDS)
                .join();
    }
}
