package dev.tally.localstack.sources;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.TableWrites;
import java.net.URI;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** A cloud whose queues give nothing while it is broken. */
record InterruptedCloud(Cloud cloud, AtomicBoolean broken, AtomicInteger refused) implements Cloud {

    @Override
    public SqsClient openSqs() {
        SqsClient open = cloud.openSqs();
        return new SqsClient() {
            @Override
            public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
                if (broken.get()) {
                    refused.incrementAndGet();
                    throw SdkClientException.create("no route to host");
                }
                return open.receiveMessage(request);
            }

            @Override
            public String serviceName() {
                return open.serviceName();
            }

            @Override
            public void close() {
                open.close();
            }
        };
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
    public DynamoDbStreamsClient streams() {
        return cloud.streams();
    }

    @Override
    public TableWrites tableWrites() {
        return cloud.tableWrites();
    }

    @Override
    public void close() {
        cloud.close();
    }
}
