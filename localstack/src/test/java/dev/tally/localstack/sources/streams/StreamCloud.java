package dev.tally.localstack.sources.streams;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.TableWrites;
import dev.tally.localstack.sources.ForwardingCloud;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** A cloud with a given client of the streams. */
record StreamCloud(Cloud cloud, DynamoDbStreamsClient streams, TableWrites tableWrites) implements ForwardingCloud {

    static StreamCloud of(Cloud cloud, DynamoDbStreamsClient streams) {
        return new StreamCloud(cloud, streams, new TableWrites());
    }
}
