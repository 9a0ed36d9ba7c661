package dev.tally.localstack.cloud;

import software.amazon.awssdk.services.dynamodb.model.DescribeStreamRequest;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsRequest;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.dynamodb.model.GetShardIteratorResponse;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsRequest;
import software.amazon.awssdk.services.dynamodb.model.ListStreamsResponse;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;

/**
 * The streams of DynamoDB Local. Records are read without HTTP, because that happens a hundred times a second.
 *
 * <p>A rejected read is repeated over HTTP, because DynamoDB Local returns DynamoDB's errors only there.
 */
final class EmbeddedStreams implements DynamoDbStreamsClient {

    private final LocalDynamoDBRequestHandler tables;
    private final DynamoDbStreamsClient overHttp;
    private final String accessKey;
    private final String region;

    EmbeddedStreams(
            LocalDynamoDBRequestHandler tables, DynamoDbStreamsClient overHttp, String accessKey, String region) {
        this.tables = tables;
        this.overHttp = overHttp;
        this.accessKey = accessKey;
        this.region = region;
    }

    @Override
    public GetRecordsResponse getRecords(GetRecordsRequest request) {
        try {
            return tables.getRecords(accessKey, region, request);
        } catch (RuntimeException rejected) {
            return overHttp.getRecords(request);
        }
    }

    @Override
    public GetShardIteratorResponse getShardIterator(GetShardIteratorRequest request) {
        return overHttp.getShardIterator(request);
    }

    @Override
    public DescribeStreamResponse describeStream(DescribeStreamRequest request) {
        return overHttp.describeStream(request);
    }

    @Override
    public ListStreamsResponse listStreams(ListStreamsRequest request) {
        return overHttp.listStreams(request);
    }

    @Override
    public String serviceName() {
        return overHttp.serviceName();
    }

    @Override
    public void close() {
        overHttp.close();
    }
}
