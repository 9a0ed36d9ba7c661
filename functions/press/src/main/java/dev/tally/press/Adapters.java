package dev.tally.press;

import dev.tally.counter.ClickIds;
import dev.tally.counter.PostStore;
import dev.tally.counter.TallyStore;
import dev.tally.counter.dynamodb.DynamoDbPostStore;
import dev.tally.counter.dynamodb.DynamoDbTallyStore;
import io.quarkus.arc.DefaultBean;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Clock;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What the domain's ports are in production. */
class Adapters {

    @Produces
    @Singleton
    @DefaultBean
    TallyStore tallyStore(DynamoDbClient dynamoDb, PressSettings settings) {
        return new DynamoDbTallyStore(dynamoDb, settings.table(), settings.region());
    }

    @Produces
    @Singleton
    @DefaultBean
    PostStore postStore(DynamoDbClient dynamoDb, PressSettings settings) {
        return new DynamoDbPostStore(dynamoDb, settings.table());
    }

    @Produces
    @Singleton
    ClickIds clickIds(Clock clock) {
        return new ClickIds(clock, new SecureRandom());
    }

    @Produces
    @Singleton
    @DefaultBean
    Clock clock() {
        return Clock.systemUTC();
    }
}
