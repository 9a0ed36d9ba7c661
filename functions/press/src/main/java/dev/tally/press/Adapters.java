package dev.tally.press;

import static dev.tally.press.http.RequestLimit.Kind.READS;
import static dev.tally.press.http.RequestLimit.Kind.VOTERS;
import static dev.tally.press.http.RequestLimit.Kind.WRITES;

import com.github.benmanes.caffeine.cache.Ticker;
import dev.tally.counter.ClickIds;
import dev.tally.counter.Epoch;
import dev.tally.counter.HistoryStore;
import dev.tally.counter.HotListReader;
import dev.tally.counter.HotListStore;
import dev.tally.counter.LaggingStore;
import dev.tally.counter.PostStore;
import dev.tally.counter.ResetStore;
import dev.tally.counter.TallyStore;
import dev.tally.counter.TotalStore;
import dev.tally.counter.VoteStore;
import dev.tally.counter.dynamodb.DynamoDbHistoryStore;
import dev.tally.counter.dynamodb.DynamoDbHotListStore;
import dev.tally.counter.dynamodb.DynamoDbLaggingStore;
import dev.tally.counter.dynamodb.DynamoDbPostStore;
import dev.tally.counter.dynamodb.DynamoDbResetStore;
import dev.tally.counter.dynamodb.DynamoDbTallyStore;
import dev.tally.counter.dynamodb.DynamoDbTotalStore;
import dev.tally.counter.dynamodb.DynamoDbVoteStore;
import dev.tally.press.http.AdminAccess;
import dev.tally.press.http.NewVoters;
import dev.tally.press.http.RequestLimit;
import dev.tally.press.http.RequestLimits;
import dev.tally.press.http.ViewerAddress;
import dev.tally.press.queue.BatchQueue;
import dev.tally.press.queue.SqsBatchQueue;
import dev.tally.runtime.Pauses;
import dev.tally.runtime.sdk.Retries;
import dev.tally.runtime.snapstart.Restored;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.client.builder.SdkClientBuilder;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbClientBuilder;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.SqsClientBuilder;

/** The production adapters of the ports. */
class Adapters {

    private static final Logger LOG = Logger.getLogger(Adapters.class);

    @Produces
    @Singleton
    @DefaultBean
    TotalStore totalStore(DynamoDbClient dynamoDb, PressSettings settings) {
        // A published total is behind the clicks in any case, and its version orders two reads.
        return new DynamoDbTotalStore(dynamoDb, settings.table(), new Epoch(settings.epoch())).eventuallyConsistent();
    }

    @Produces
    @Singleton
    @DefaultBean
    TallyStore tallyStore(DynamoDbClient dynamoDb, PressSettings settings) {
        return new DynamoDbTallyStore(dynamoDb, settings.table(), settings.region());
    }

    @Produces
    @Singleton
    @DefaultBean
    Pauses pauses() {
        return pause -> Thread.sleep(pause.toMillis());
    }

    @Produces
    @Singleton
    @DefaultBean
    HistoryStore historyStore(DynamoDbClient dynamoDb, PressSettings settings) {
        return new DynamoDbHistoryStore(dynamoDb, settings.table(), settings.region());
    }

    @Produces
    @Singleton
    @DefaultBean
    PostStore postStore(DynamoDbClient dynamoDb, PressSettings settings) {
        return new DynamoDbPostStore(dynamoDb, settings.table());
    }

    @Produces
    @Singleton
    @DefaultBean
    ResetStore resetStore(DynamoDbClient dynamoDb, PressSettings settings) {
        return new DynamoDbResetStore(dynamoDb, settings.table(), settings.region());
    }

    @Produces
    @Singleton
    @DefaultBean
    VoteStore voteStore(DynamoDbClient dynamoDb, PressSettings settings) {
        return new DynamoDbVoteStore(dynamoDb, settings.table(), settings.region());
    }

    @Produces
    @Singleton
    @DefaultBean
    HotListStore hotListStore(DynamoDbClient dynamoDb, PressSettings settings) {
        return new DynamoDbHotListStore(dynamoDb, settings.table(), settings.region());
    }

    @Produces
    @Singleton
    @DefaultBean
    LaggingStore laggingStore(DynamoDbClient dynamoDb, PressSettings settings) {
        return new DynamoDbLaggingStore(dynamoDb, settings.table(), settings.region());
    }

    @Produces
    @Singleton
    HotListReader hotListReader(HotListStore store, Clock clock) {
        return new HotListReader(
                store, clock, failed -> LOG.errorf("hot-list.unavailable reason=\"%s\"", failed.getMessage()));
    }

    @Produces
    @Singleton
    SqsClient sqsClient(SqsClientBuilder builder) {
        return withoutRetriesOfThrottled(builder).build();
    }

    @Produces
    @Singleton
    DynamoDbClient dynamoDbClient(DynamoDbClientBuilder builder) {
        return withoutRetriesOfThrottled(builder).build();
    }

    private static <B extends SdkClientBuilder<B, ?>> B withoutRetriesOfThrottled(B builder) {
        return builder.overrideConfiguration(builder.overrideConfiguration().toBuilder()
                .retryStrategy(Retries.exceptThrottled())
                .build());
    }

    @Produces
    @Singleton
    BatchQueue batchQueue(SqsClient sqs, PressSettings settings) {
        return new SqsBatchQueue(sqs, settings.queueUrl());
    }

    @Produces
    @Singleton
    RequestLimits requestLimits(PressSettings settings, Ticker ticker) {
        int tracked = settings.trackedClients();
        return new RequestLimits(
                new RequestLimit(WRITES, settings.writesPerSecond(), settings.writesBurst(), tracked, ticker),
                new RequestLimit(READS, settings.readsPerSecond(), settings.readsBurst(), tracked, ticker),
                new NewVoters(
                        new RequestLimit(VOTERS, settings.votersPerSecond(), settings.votersBurst(), tracked, ticker),
                        tracked));
    }

    @Produces
    @Singleton
    ViewerAddress viewerAddress(PressSettings settings) {
        return new ViewerAddress(settings.originSecret());
    }

    @Produces
    @Singleton
    AdminAccess adminAccess(PressSettings settings) {
        return new AdminAccess(settings.adminScope());
    }

    @Produces
    @Singleton
    ClickIds clickIds(Clock clock) {
        return new ClickIds(clock, new SecureRandom());
    }

    @Produces
    @Singleton
    @DefaultBean
    Ticker ticker() {
        return Ticker.systemTicker();
    }

    /** Renews the state that all clones of a snapshot would share. */
    void renew(@Observes Restored restored, ClickIds clickIds, RequestLimits limits, HotListReader hotList) {
        clickIds.renew(new SecureRandom());
        limits.forget();
        hotList.forget();
    }
}
