package dev.tally.aggregator;

import dev.tally.counter.PostStore;
import dev.tally.counter.TallyStore;
import dev.tally.counter.dynamodb.DynamoDbPostStore;
import dev.tally.counter.dynamodb.DynamoDbTallyStore;
import dev.tally.runtime.log.LogFormat;
import dev.tally.runtime.metrics.EmfMetrics;
import dev.tally.runtime.metrics.Metrics;
import dev.tally.runtime.trace.Tracer;
import dev.tally.runtime.trace.XRayExporter;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

/** What the domain's ports are in production. */
class Adapters {

    @Produces
    @Singleton
    TallyStore tallyStore(DynamoDbClient dynamoDb, AggregatorSettings settings) {
        return new DynamoDbTallyStore(dynamoDb, settings.table(), settings.region());
    }

    @Produces
    @Singleton
    PostStore postStore(DynamoDbClient dynamoDb, AggregatorSettings settings) {
        return new DynamoDbPostStore(dynamoDb, settings.table());
    }

    @Produces
    @Singleton
    Metrics metrics(
            @ConfigProperty(name = "aws.lambda.function.name", defaultValue = "aggregator") String function,
            Clock clock) {
        return EmfMetrics.ofFunction(function, clock);
    }

    @Produces
    @Singleton
    Tracer tracer(
            @ConfigProperty(name = "aws.lambda.function.name", defaultValue = "aggregator") String function,
            Clock clock) {
        return XRayExporter.tracerOf(function, clock);
    }

    @Produces
    @Singleton
    Clock clock() {
        return Clock.systemUTC();
    }

    void log(
            @Observes StartupEvent started,
            @ConfigProperty(name = LogFormat.VARIABLE, defaultValue = "text") String format) {
        LogFormat.use(format);
    }
}
