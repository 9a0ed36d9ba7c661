package dev.tally.counter.dynamodb;

import dev.tally.counter.CounterId;
import dev.tally.counter.HistoryStore;
import dev.tally.counter.Minutes;
import java.time.Instant;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Minutes as items of a DynamoDB table: one item for each minute, which expires. */
public final class DynamoDbHistoryStore implements HistoryStore {

    private static final String SUM = "sum";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String sortKeyPrefix;

    /** @param region the region of the minutes, such as {@code eu-central-1} */
    public DynamoDbHistoryStore(DynamoDbClient dynamoDb, String table, String region) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.sortKeyPrefix = "minute#" + region + "#";
    }

    @Override
    public void record(CounterId counter, Minutes minutes, long version, Instant expiresAt) {
        minutes.sums().forEach((minute, sum) -> record(counter, minute, sum, version, expiresAt));
    }

    @Override
    public Minutes minutes(CounterId counter, long from, long to) {
        QueryRequest query = QueryRequest.builder()
                .tableName(table)
                .keyConditionExpression("pk = :pk AND sk BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(
                        ":pk", ShardItem.partition(counter),
                        ":from", sortKey(from),
                        ":to", sortKey(to)))
                .build();
        SortedMap<Long, Long> sums = new TreeMap<>();
        Items.call("reading the history", () -> {
            dynamoDb.queryPaginator(query)
                    .items()
                    .forEach(item -> sums.put(minute(item), Items.read(item, some -> Items.number(some, SUM))));
            return sums;
        });
        return new Minutes(sums);
    }

    private void record(CounterId counter, long minute, long sum, long version, Instant expiresAt) {
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(Map.of(Items.PK, ShardItem.partition(counter), Items.SK, sortKey(minute)))
                .updateExpression("SET #sum = :sum, version = :version, expiresAt = :expiresAt")
                .conditionExpression("attribute_not_exists(version) OR version <= :version")
                .expressionAttributeNames(Map.of("#sum", SUM))
                .expressionAttributeValues(Map.of(
                        ":sum", Items.number(sum),
                        ":version", Items.number(version),
                        ":expiresAt", Items.number(expiresAt.getEpochSecond())))
                .build();
        try {
            Items.call("recording a minute", () -> dynamoDb.updateItem(request));
        } catch (ConditionalCheckFailedException newerIsThere) {
            // The newer sum includes this one.
        }
    }

    /** Returns the sort key of a minute. Its ten digits sort as numbers until the year 20983. */
    private AttributeValue sortKey(long minute) {
        return AttributeValue.fromS(sortKeyPrefix + "%010d".formatted(minute));
    }

    private long minute(Map<String, AttributeValue> item) {
        return Long.parseLong(Items.text(item, Items.SK).substring(sortKeyPrefix.length()));
    }
}
