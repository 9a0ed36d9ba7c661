package dev.tally.localstack.sources.streams;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.sources.ForwardingCloud;
import java.util.concurrent.atomic.AtomicBoolean;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeTableResponse;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemResponse;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** A cloud that executes its first put and loses the answer, so that the SDK repeats the put. */
record RetryingCloud(Cloud cloud, DynamoDbClient dynamoDb) implements ForwardingCloud {

    /** @param meanwhile action between the two attempts */
    static RetryingCloud of(Cloud cloud, Runnable meanwhile) {
        return new RetryingCloud(cloud, new Tables(cloud.dynamoDb(), meanwhile, new AtomicBoolean()));
    }

    private record Tables(DynamoDbClient tables, Runnable meanwhile, AtomicBoolean lost) implements DynamoDbClient {

        @Override
        public PutItemResponse putItem(PutItemRequest request) {
            PutItemResponse answer = tables.putItem(request);
            if (lost.getAndSet(true)) {
                return answer;
            }
            meanwhile.run();
            return tables.putItem(request);
        }

        @Override
        public ScanResponse scan(ScanRequest request) {
            return tables.scan(request);
        }

        @Override
        public DescribeTableResponse describeTable(DescribeTableRequest request) {
            return tables.describeTable(request);
        }

        @Override
        public String serviceName() {
            return tables.serviceName();
        }

        @Override
        public void close() {
            tables.close();
        }
    }
}
