package dev.tally.localstack.cloud;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queues and tables of one region, in this process or at an endpoint. */
public interface Cloud extends AutoCloseable {

    /** Returns the clients that all callers share. */
    Clients clients();

    /** Returns the notifier of table writes. An endpoint cloud never notifies. */
    TableWrites tableWrites();

    default URI sqsEndpoint() {
        return clients().sqsEndpoint();
    }

    default URI dynamoDbEndpoint() {
        return clients().dynamoDbEndpoint();
    }

    /** Returns the region, such as {@code eu-central-1}. */
    default String region() {
        return clients().region();
    }

    default AwsCredentials credentials() {
        return clients().credentials();
    }

    default SqsClient sqs() {
        return clients().sqs();
    }

    default DynamoDbClient dynamoDb() {
        return clients().dynamoDb();
    }

    default DynamoDbStreamsClient streams() {
        return clients().streams();
    }

    /** Opens a client without retries; closing it aborts its calls, such as long polls. */
    default SqsClient openSqs() {
        return clients().openSqs();
    }

    /**
     * Returns the environment variables that lead an AWS SDK in another process to this cloud.
     *
     * @see <a href="https://docs.aws.amazon.com/sdkref/latest/guide/feature-ss-endpoints.html">Service-specific endpoints</a>
     */
    default Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(Map.of(
                "AWS_REGION", region(),
                "AWS_DEFAULT_REGION", region(),
                "AWS_ENDPOINT_URL_SQS", sqsEndpoint().toString(),
                "AWS_ENDPOINT_URL_DYNAMODB", dynamoDbEndpoint().toString(),
                "AWS_ACCESS_KEY_ID", credentials().accessKeyId(),
                "AWS_SECRET_ACCESS_KEY", credentials().secretAccessKey()));
        if (credentials() instanceof AwsSessionCredentials session) {
            environment.put("AWS_SESSION_TOKEN", session.sessionToken());
        }
        return environment;
    }

    @Override
    void close();
}
