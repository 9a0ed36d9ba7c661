package dev.tally.localstack.sources;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.TableWrites;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** A cloud that is another one but for what an implementation overrides. */
public interface ForwardingCloud extends Cloud {

    Cloud cloud();

    @Override
    default URI sqsEndpoint() {
        return cloud().sqsEndpoint();
    }

    @Override
    default URI dynamoDbEndpoint() {
        return cloud().dynamoDbEndpoint();
    }

    @Override
    default String region() {
        return cloud().region();
    }

    @Override
    default AwsCredentials credentials() {
        return cloud().credentials();
    }

    @Override
    default SqsClient sqs() {
        return cloud().sqs();
    }

    @Override
    default DynamoDbClient dynamoDb() {
        return cloud().dynamoDb();
    }

    @Override
    default DynamoDbStreamsClient streams() {
        return cloud().streams();
    }

    @Override
    default TableWrites tableWrites() {
        return cloud().tableWrites();
    }

    @Override
    default SqsClient openSqs() {
        return cloud().openSqs();
    }

    @Override
    default void close() {
        cloud().close();
    }
}
