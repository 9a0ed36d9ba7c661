package dev.tally.broadcaster;

import dev.tally.broadcaster.channel.ApiGatewayChannel;
import dev.tally.broadcaster.channel.ClientChannel;
import dev.tally.broadcaster.lambda.AsyncInvocations;
import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.broadcaster.lambda.SelfInvocation;
import dev.tally.broadcaster.rollup.ChangeQueue;
import dev.tally.broadcaster.rollup.ManageVotes;
import dev.tally.broadcaster.rollup.PlanShards;
import dev.tally.broadcaster.rollup.RebuildVotes;
import dev.tally.broadcaster.rollup.RepairResets;
import dev.tally.broadcaster.rollup.SqsChangeQueue;
import dev.tally.counter.ClickIds;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.Epoch;
import dev.tally.counter.HistoryStore;
import dev.tally.counter.PushBudget;
import dev.tally.counter.ShardPlanner;
import dev.tally.counter.TallyStore;
import dev.tally.counter.TotalStore;
import dev.tally.counter.dynamodb.DynamoDbConnectionStore;
import dev.tally.counter.dynamodb.DynamoDbHistoryStore;
import dev.tally.counter.dynamodb.DynamoDbHotListStore;
import dev.tally.counter.dynamodb.DynamoDbLaggingStore;
import dev.tally.counter.dynamodb.DynamoDbPushBudget;
import dev.tally.counter.dynamodb.DynamoDbTallyStore;
import dev.tally.counter.dynamodb.DynamoDbTotalStore;
import dev.tally.counter.dynamodb.DynamoDbVoteStore;
import dev.tally.counter.dynamodb.DynamoDbVoteSums;
import dev.tally.runtime.Concurrently;
import dev.tally.runtime.Pauses;
import dev.tally.runtime.metrics.Metrics;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.SdkEventLoopGroup;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.apigatewaymanagementapi.ApiGatewayManagementApiAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.lambda.LambdaAsyncClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The production adapters of the ports. */
public class Adapters {

    /** The time-out of every call about a connection that sets no other one. */
    private static final Duration CONNECTION_TIMEOUT = Duration.ofSeconds(3);

    private static final Duration INVOCATION_TIMEOUT = Duration.ofSeconds(60);

    /** More than the counters of a stream batch, each of which can need an invocation. */
    private static final int INVOCATIONS = 200;

    private static final int NETTY_THREADS = 2;

    @Produces
    @Singleton
    TallyStore tallyStore(DynamoDbClient dynamoDb, BroadcasterSettings settings) {
        return new DynamoDbTallyStore(dynamoDb, settings.table(), settings.region());
    }

    @Produces
    @Singleton
    TotalStore totalStore(DynamoDbClient dynamoDb, BroadcasterSettings settings) {
        return new DynamoDbTotalStore(dynamoDb, settings.table(), new Epoch(settings.epoch()));
    }

    @Produces
    @Singleton
    HistoryStore historyStore(DynamoDbClient dynamoDb, BroadcasterSettings settings) {
        return new DynamoDbHistoryStore(dynamoDb, settings.table(), settings.region());
    }

    @Produces
    @Singleton
    PlanShards planShards(DynamoDbClient dynamoDb, TallyStore tallies, Clock clock, BroadcasterSettings settings) {
        return new PlanShards(
                new ShardPlanner(settings.shards(), settings.shardsMax()),
                new DynamoDbHotListStore(dynamoDb, settings.table(), settings.region()),
                new DynamoDbLaggingStore(dynamoDb, settings.table(), settings.region()),
                tallies,
                settings.region(),
                clock);
    }

    @Produces
    @Singleton
    RepairResets repairResets(Instance<SqsClient> sqs, BroadcasterSettings settings) {
        return new RepairResets(queue(sqs, settings), settings.region());
    }

    @Produces
    @Singleton
    ManageVotes manageVotes(
            DynamoDbClient dynamoDb,
            TallyStore tallies,
            Instance<SqsClient> sqs,
            Clock clock,
            BroadcasterSettings settings) {
        return new ManageVotes(
                new DynamoDbVoteStore(dynamoDb, settings.table(), settings.region()),
                tallies,
                queue(sqs, settings),
                // Made per call, so that no seed is in the snapshot.
                () -> new ClickIds(clock, new SecureRandom()).next(),
                settings.region());
    }

    @Produces
    @Singleton
    RebuildVotes rebuildVotes(DynamoDbClient dynamoDb, TallyStore tallies, Clock clock, BroadcasterSettings settings) {
        return new RebuildVotes(
                new DynamoDbVoteStore(dynamoDb, settings.table(), settings.region()),
                new DynamoDbVoteSums(dynamoDb, settings.table(), settings.region()),
                tallies,
                clock,
                settings.region());
    }

    private static ChangeQueue queue(Instance<SqsClient> sqs, BroadcasterSettings settings) {
        return changes -> new SqsChangeQueue(sqs.get(), settings.queueUrl()).send(changes);
    }

    @Produces
    @Singleton
    ConnectionStore connectionStore(DynamoDbClient dynamoDb, BroadcasterSettings settings) {
        return new DynamoDbConnectionStore(dynamoDb, settings.connectionsTable());
    }

    @Produces
    @Singleton
    PushBudget pushBudget(DynamoDbClient dynamoDb, BroadcasterSettings settings) {
        return new DynamoDbPushBudget(dynamoDb, settings.connectionsTable());
    }

    @Produces
    @Singleton
    public ClientChannel clientChannel(BroadcasterSettings settings, Metrics metrics) {
        ApiGatewayManagementApiAsyncClient api = ApiGatewayManagementApiAsyncClient.builder()
                .endpointOverride(settings.connectionsEndpoint())
                .region(Region.of(settings.region()))
                .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                        .maxConcurrency(settings.concurrentPushes())
                        .connectionAcquisitionTimeout(CONNECTION_TIMEOUT)
                        .eventLoopGroupBuilder(SdkEventLoopGroup.builder().numberOfThreads(NETTY_THREADS)))
                .overrideConfiguration(override -> override.apiCallTimeout(CONNECTION_TIMEOUT)
                        // The caller handles throttled and slow viewers: only it knows whether a newer total is
                        // waiting.
                        .retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
        return new ApiGatewayChannel(api, metrics);
    }

    @Produces
    @Singleton
    SelfInvocation selfInvocation(BroadcasterSettings settings) {
        return new SelfInvocation(
                LambdaAsyncClient.builder()
                        .region(Region.of(settings.region()))
                        .httpClientBuilder(NettyNioAsyncHttpClient.builder()
                                .readTimeout(INVOCATION_TIMEOUT)
                                .maxConcurrency(INVOCATIONS)
                                .connectionAcquisitionTimeout(INVOCATION_TIMEOUT)
                                .eventLoopGroupBuilder(
                                        SdkEventLoopGroup.builder().numberOfThreads(1)))
                        // A slice can take as long as the function. If it fails, the stream retries the whole batch.
                        .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                        .build(),
                settings.functionName());
    }

    /** The client of rollup is built only if a counter fails. */
    @Produces
    @Singleton
    AsyncInvocations asyncInvocations(Instance<SelfInvocation> self) {
        return event -> self.get().send(event);
    }

    @Produces
    @Singleton
    Concurrently concurrently(ExecutorService executor) {
        return new Concurrently(executor);
    }

    @Produces
    @Singleton
    Pauses pauses() {
        return pause -> Thread.sleep(pause.toMillis());
    }

    @Produces
    @Singleton
    RandomGenerator random() {
        // SecureRandom has no seed in the snapshot. A seed there would make all clones wait equally long.
        return new SecureRandom();
    }

    @Produces
    @Singleton
    LongSupplier nanos() {
        return System::nanoTime;
    }
}
