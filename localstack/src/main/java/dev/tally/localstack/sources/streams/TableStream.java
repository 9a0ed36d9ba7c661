package dev.tally.localstack.sources.streams;

import dev.tally.localstack.cloud.Cloud;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.DescribeStreamResponse;
import software.amazon.awssdk.services.dynamodb.model.GetRecordsResponse;
import software.amazon.awssdk.services.dynamodb.model.Shard;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;

/** The stream of a table. */
record TableStream(DynamoDbStreamsClient streams, String arn) {

    /** Returns the current stream of a table. */
    static TableStream of(Cloud cloud, String table) {
        String arn = cloud.dynamoDb()
                .describeTable(describe -> describe.tableName(table))
                .table()
                .latestStreamArn();
        if (arn == null) {
            throw new IllegalStateException("table '" + table + "' has no stream");
        }
        return new TableStream(cloud.streams(), arn);
    }

    List<Shard> shards() {
        List<Shard> shards = new ArrayList<>();
        String last = null;
        do {
            DescribeStreamResponse page = describe(last);
            shards.addAll(page.streamDescription().shards());
            last = page.streamDescription().lastEvaluatedShardId();
        } while (last != null);
        return shards;
    }

    /** @param sequenceNumber of the previous record, null if the type needs none */
    String iterator(String shardId, ShardIteratorType type, @Nullable String sequenceNumber) {
        return streams.getShardIterator(get -> get.streamArn(arn)
                        .shardId(shardId)
                        .shardIteratorType(type)
                        .sequenceNumber(sequenceNumber))
                .shardIterator();
    }

    GetRecordsResponse records(String iterator) {
        return streams.getRecords(get -> get.shardIterator(iterator));
    }

    private DescribeStreamResponse describe(@Nullable String after) {
        return streams.describeStream(describe -> describe.streamArn(arn).exclusiveStartShardId(after));
    }
}
