package dev.tally.localstack.cloud;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProviderChain;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.EnvironmentVariableCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ProfileCredentialsProvider;
import software.amazon.awssdk.auth.credentials.SystemPropertyCredentialsProvider;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/**
 * Queues and tables at an endpoint that speaks AWS's APIs.
 *
 * <p>An emulator serves them all at one address. AWS has one address for each service: an endpoint of its domain, such as
 * {@code https://amazonaws.com}, means those of the region.
 */
public final class EndpointCloud implements Cloud {

    private static final String AWS_DOMAIN = "amazonaws.com";

    private final URI sqsEndpoint;
    private final URI dynamoDbEndpoint;
    private final Clients clients;
    private final TableWrites noWrites = new TableWrites();

    private EndpointCloud(
            URI sqsEndpoint, URI dynamoDbEndpoint, URI streamsEndpoint, String region, AwsCredentials credentials) {
        this.sqsEndpoint = sqsEndpoint;
        this.dynamoDbEndpoint = dynamoDbEndpoint;
        this.clients = Clients.open(sqsEndpoint, dynamoDbEndpoint, streamsEndpoint, region, credentials);
    }

    /**
     * Opens the clients; nothing is called yet.
     *
     * @throws IllegalArgumentException if the endpoint is not an absolute URL
     * @throws IllegalStateException if it is AWS's and there are no credentials
     */
    public static EndpointCloud open(URI endpoint, String region) {
        if (endpoint.getHost() == null) {
            throw new IllegalArgumentException(
                    "AWS_ENDPOINT_URL must be a URL such as http://localhost:4566, not '" + endpoint + "'");
        }
        if (!isAws(endpoint)) {
            return new EndpointCloud(endpoint, endpoint, endpoint, region, credentialsForEmulator());
        }
        return new EndpointCloud(
                serviceEndpoint("sqs", region),
                serviceEndpoint("dynamodb", region),
                serviceEndpoint("streams.dynamodb", region),
                region,
                credentialsForAws());
    }

    @Override
    public URI sqsEndpoint() {
        return sqsEndpoint;
    }

    @Override
    public URI dynamoDbEndpoint() {
        return dynamoDbEndpoint;
    }

    @Override
    public String region() {
        return clients.region();
    }

    @Override
    public AwsCredentials credentials() {
        return clients.credentials();
    }

    @Override
    public SqsClient sqs() {
        return clients.sqs();
    }

    @Override
    public DynamoDbClient dynamoDb() {
        return clients.dynamoDb();
    }

    @Override
    public DynamoDbStreamsClient streams() {
        return clients.streams();
    }

    @Override
    public TableWrites tableWrites() {
        return noWrites;
    }

    @Override
    public SqsClient openSqs() {
        return clients.openSqs(sqsEndpoint);
    }

    @Override
    public void close() {
        clients.close();
    }

    private static boolean isAws(URI endpoint) {
        String host = endpoint.getHost();
        return host.equals(AWS_DOMAIN) || host.endsWith("." + AWS_DOMAIN);
    }

    private static URI serviceEndpoint(String service, String region) {
        return URI.create("https://" + service + "." + region + "." + AWS_DOMAIN);
    }

    /** Whatever there is, without the default chain's look for a machine's role, which takes seconds to fail. */
    private static AwsCredentials credentialsForEmulator() {
        AwsCredentialsProvider there = AwsCredentialsProviderChain.of(
                SystemPropertyCredentialsProvider.create(),
                EnvironmentVariableCredentialsProvider.create(),
                ProfileCredentialsProvider.create());
        try {
            return there.resolveCredentials();
        } catch (SdkClientException none) {
            return EmbeddedCloud.credentialsOfAnybody();
        }
    }

    private static AwsCredentials credentialsForAws() {
        try (DefaultCredentialsProvider there =
                DefaultCredentialsProvider.builder().build()) {
            return there.resolveCredentials();
        } catch (SdkClientException none) {
            throw new IllegalStateException(
                    "AWS_ENDPOINT_URL is AWS's but there are no credentials: set AWS_ACCESS_KEY_ID and"
                            + " AWS_SECRET_ACCESS_KEY, or AWS_PROFILE",
                    none);
        }
    }
}
