package dev.tally.aggregator;

import dev.tally.counter.PostStore;
import dev.tally.counter.TallyStore;
import dev.tally.counter.dynamodb.DynamoDbPostStore;
import dev.tally.counter.dynamodb.DynamoDbTallyStore;
import dev.tally.runtime.Pauses;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** The production adapters of the ports. */
class Adapters {

    @Produces
    @Singleton
    TallyStore tallyStore(DynamoDbClient dynamoDb, AggregatorSettings settings) {
        return new DynamoDbTallyStore(dynamoDb, settings.table(), settings.region());
    }

    @Produces
    @Singleton
    Pauses pauses() {
        return pause -> Thread.sleep(pause.toMillis());
    }

    @Produces
    @Singleton
    PostStore postStore(DynamoDbClient dynamoDb, AggregatorSettings settings) {
        return new DynamoDbPostStore(dynamoDb, settings.table());
    }
}
