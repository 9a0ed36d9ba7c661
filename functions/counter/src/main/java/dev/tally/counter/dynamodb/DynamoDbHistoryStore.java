package dev.tally.counter.dynamodb;

import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.HistoryStore;
import dev.tally.counter.Minutes;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Minutes as items of a DynamoDB table: one item for each hour of a counter, which expires. */
public final class DynamoDbHistoryStore implements HistoryStore {

    // An hour has one epoch and version for all its minutes, so that a rollup needs one write. A write sets every
    // minute of the
    // hour that the shards still keep. So a rejected write had only sums that the newer one has as well. The minutes
    // that the shards no longer keep stay as they are.

    private static final String MINUTE_PREFIX = "m";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String sortKeyPrefix;

    /** @param region the region of the minutes, such as {@code eu-central-1} */
    public DynamoDbHistoryStore(DynamoDbClient dynamoDb, String table, String region) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.sortKeyPrefix = region + "#";
    }

    @Override
    public void record(CounterId counter, Minutes minutes, Epoch epoch, long version, Instant expiresAt) {
        minutes.byHour().forEach((hour, ofHour) -> record(key(counter, hour), ofHour, epoch, version, expiresAt));
    }

    @Override
    public Minutes minutes(CounterId counter, long from, long to) {
        QueryRequest query = QueryRequest.builder()
                .tableName(table)
                .keyConditionExpression("pk = :pk AND sk BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(
                        ":pk", partition(counter),
                        ":from", sortKey(Minutes.hourOf(from)),
                        ":to", sortKey(Minutes.hourOf(to))))
                .build();
        SortedMap<Long, Long> sums = new TreeMap<>();
        Items.call("reading the history", () -> {
            dynamoDb.queryPaginator(query).items().forEach(item -> sums.putAll(Items.read(item, this::sums)));
            return sums;
        });
        return new Minutes(new TreeMap<>(sums.subMap(from, to + 1)));
    }

    private void record(
            Map<String, AttributeValue> key, Minutes minutes, Epoch epoch, long version, Instant expiresAt) {
        StringBuilder set = new StringBuilder("SET version = :version, epoch = :epoch, expiresAt = :expiresAt");
        Map<String, AttributeValue> values = new HashMap<>(Map.of(
                ":epoch", AttributeValue.fromS(epoch.value()),
                ":version", Items.number(version),
                ":expiresAt", Items.number(expiresAt.getEpochSecond())));
        minutes.sums().forEach((minute, sum) -> {
            String name = MINUTE_PREFIX + Math.floorMod(minute, Minutes.MINUTES_OF_HOUR);
            set.append(", ").append(name).append(" = :").append(name);
            values.put(":" + name, Items.number(sum));
        });
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(key)
                .updateExpression(set.toString())
                .conditionExpression(
                        "attribute_not_exists(epoch) OR epoch < :epoch OR (epoch = :epoch AND version <= :version)")
                .expressionAttributeValues(values)
                .build();
        try {
            Items.call("recording the history", () -> dynamoDb.updateItem(request));
        } catch (ConditionalCheckFailedException newerIsThere) {
            // The newer sums include these.
        }
    }

    private SortedMap<Long, Long> sums(Map<String, AttributeValue> item) {
        long hour = Long.parseLong(Items.text(item, Items.SK).substring(sortKeyPrefix.length()));
        SortedMap<Long, Long> sums = new TreeMap<>();
        item.forEach((name, sum) -> {
            if (name.startsWith(MINUTE_PREFIX)) {
                long minute = Long.parseLong(name.substring(MINUTE_PREFIX.length()));
                sums.put(hour * Minutes.MINUTES_OF_HOUR + minute, Long.valueOf(sum.n()));
            }
        });
        return sums;
    }

    private Map<String, AttributeValue> key(CounterId counter, long hour) {
        return Map.of(Items.PK, partition(counter), Items.SK, sortKey(hour));
    }

    private static AttributeValue partition(CounterId counter) {
        return AttributeValue.fromS("history#" + counter);
    }

    /** Returns the sort key of an epoch hour. Its eight digits sort as numbers until the year 13377. */
    private AttributeValue sortKey(long hour) {
        return AttributeValue.fromS(sortKeyPrefix + "%08d".formatted(hour));
    }
}
