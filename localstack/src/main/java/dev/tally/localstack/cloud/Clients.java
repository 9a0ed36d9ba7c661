package dev.tally.localstack.cloud;

import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The SDK clients of one cloud. */
record Clients(
        String region,
        AwsCredentials credentials,
        SqsClient sqs,
        DynamoDbClient dynamoDb,
        DynamoDbStreamsClient streams)
        implements AutoCloseable {

    static Clients open(URI sqs, URI dynamoDb, URI streams, String region, AwsCredentials credentials) {
        return new Clients(
                region,
                credentials,
                SqsClient.builder()
                        .endpointOverride(sqs)
                        .region(Region.of(region))
                        .credentialsProvider(StaticCredentialsProvider.create(credentials))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build(),
                DynamoDbClient.builder()
                        .endpointOverride(dynamoDb)
                        .region(Region.of(region))
                        .credentialsProvider(StaticCredentialsProvider.create(credentials))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build(),
                DynamoDbStreamsClient.builder()
                        .endpointOverride(streams)
                        .region(Region.of(region))
                        .credentialsProvider(StaticCredentialsProvider.create(credentials))
                        .httpClientBuilder(UrlConnectionHttpClient.builder())
                        .build());
    }

    SqsClient openSqs(URI endpoint) {
        return SqsClient.builder()
                .endpointOverride(endpoint)
                .region(Region.of(region))
                .credentialsProvider(StaticCredentialsProvider.create(credentials))
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
}
