package dev.tally.localstack.cloud;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.awscore.client.builder.AwsSyncClientBuilder;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The SDK clients of one cloud, which all callers share, with their endpoints, region and credentials. */
public record Clients(
        URI sqsEndpoint,
        URI dynamoDbEndpoint,
        String region,
        AwsCredentials credentials,
        SqsClient sqs,
        DynamoDbClient dynamoDb,
        DynamoDbStreamsClient streams)
        implements AutoCloseable {

    static Clients open(URI sqs, URI dynamoDb, URI streams, String region, AwsCredentials credentials) {
        return new Clients(
                sqs,
                dynamoDb,
                region,
                credentials,
                open(SqsClient.builder(), sqs, region, credentials),
                open(DynamoDbClient.builder(), dynamoDb, region, credentials),
                open(DynamoDbStreamsClient.builder(), streams, region, credentials));
    }

    Clients withStreams(DynamoDbStreamsClient other) {
        return new Clients(sqsEndpoint, dynamoDbEndpoint, region, credentials, sqs, dynamoDb, other);
    }

    /** Opens a client for {@link Cloud#openSqs}. */
    SqsClient openSqs() {
        return configure(SqsClient.builder(), sqsEndpoint, region, credentials)
                .httpClientBuilder(new AbortableHttpClient.Builder())
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build();
    }

    @Override
    public void close() {
        sqs.close();
        dynamoDb.close();
        streams.close();
    }

    private static <B extends AwsClientBuilder<B, C> & AwsSyncClientBuilder<B, C>, C> C open(
            B builder, URI endpoint, String region, AwsCredentials credentials) {
        return configure(builder, endpoint, region, credentials)
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .build();
    }

    private static <B extends AwsClientBuilder<B, C>, C> B configure(
            B builder, URI endpoint, String region, AwsCredentials credentials) {
        return builder.endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(credentials));
    }
}
