package dev.tally.localstack.cloud;

import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsSessionCredentials;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The queues and tables of one region, wherever they are kept. */
public interface Cloud extends AutoCloseable {

    URI sqsEndpoint();

    URI dynamoDbEndpoint();

    /** Such as {@code eu-central-1}. */
    String region();

    AwsCredentials credentials();

    /** The one client that all share. */
    SqsClient sqs();

    /** The one client that all share. */
    DynamoDbClient dynamoDb();

    /** The one client of the tables' streams that all share. */
    DynamoDbStreamsClient streams();

    /** Tells of writes to the tables, as far as this process sees them; at an endpoint it sees none. */
    TableWrites tableWrites();

    /** A client of the caller's own that tries every call once; to close it ends the calls under way, such as long polls. */
    SqsClient openSqs();

    /**
     * The variables by which an AWS SDK in another process finds this cloud.
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
