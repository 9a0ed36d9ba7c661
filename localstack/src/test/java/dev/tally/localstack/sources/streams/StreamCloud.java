package dev.tally.localstack.sources.streams;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.TableWrites;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A cloud with other streams than its tables'. */
record StreamCloud(Cloud cloud, DynamoDbStreamsClient streams, TableWrites tableWrites) implements Cloud {

    static StreamCloud of(Cloud cloud, DynamoDbStreamsClient streams) {
        return new StreamCloud(cloud, streams, new TableWrites());
    }

    @Override
    public SqsClient openSqs() {
        return cloud.openSqs();
    }

    @Override
    public URI sqsEndpoint() {
        return cloud.sqsEndpoint();
    }

    @Override
    public URI dynamoDbEndpoint() {
        return cloud.dynamoDbEndpoint();
    }

    @Override
    public String region() {
        return cloud.region();
    }

    @Override
    public AwsCredentials credentials() {
        return cloud.credentials();
    }

    @Override
    public SqsClient sqs() {
        return cloud.sqs();
    }

    @Override
    public DynamoDbClient dynamoDb() {
        return cloud.dynamoDb();
    }

    @Override
    public void close() {
        cloud.close();
    }
}
