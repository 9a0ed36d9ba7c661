package dev.tally.counter.dynamodb;

import dev.tally.counter.CounterId;
import dev.tally.counter.Increment;
import dev.tally.counter.Minutes;
import dev.tally.counter.Reset;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyStore;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemResponse;

/** Tallies as items of a DynamoDB table. A region writes only its own. */
public final class DynamoDbTallyStore implements TallyStore {

    // Minutes leave an item in two ways. A write cannot know the minutes of the item. So it removes by name the few
    // that have just left the ring. This is enough for a shard that is written all the time. A shard that pauses keeps
    // its minutes. The answer of its next write contains them. If more than a ring of them is stale, another write
    // sweeps them. So an item never has more than two rings of minutes. It pays at most one sweep for every ring of
    // minutes that it lived through.
    private static final int REMOVED_BY_NAME = 3;
    private static final int STALE_BEFORE_SWEEP = Minutes.KEPT;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String region;

    /** @param region the region of the shards that this store writes, such as {@code eu-central-1} */
    public DynamoDbTallyStore(DynamoDbClient dynamoDb, String table, String region) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.region = region;
    }

    @Override
    public Outcome add(Increment increment, Instant now) {
        UpdateItemResponse response;
        try {
            response = Items.call("adding to a shard", () -> dynamoDb.updateItem(addition(increment, now)));
        } catch (ConditionalCheckFailedException behind) {
            return Items.read(
                    behind.item(),
                    item -> new Outcome.Behind(
                            watermarkOf(item, increment.queue()),
                            ShardItem.generation(item).orElse(null)));
        }
        sweep(increment, ShardItem.tally(response.attributes()).minutes(), now);
        return new Outcome.Added();
    }

    @Override
    public Optional<Tally> find(Shard shard) {
        GetItemRequest get = GetItemRequest.builder()
                .tableName(table)
                .key(ShardItem.key(shard, region))
                .consistentRead(true)
                .build();
        Map<String, AttributeValue> item =
                Items.call("reading a shard", () -> dynamoDb.getItem(get)).item();
        return item.isEmpty() ? Optional.empty() : Optional.of(ShardItem.tally(item));
    }

    @Override
    public SortedMap<String, Tally> shards(CounterId counter) {
        QueryRequest query = QueryRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", ShardItem.partition(counter)))
                .build();
        return Items.call("reading the shards", () -> dynamoDb.queryPaginator(query).items().stream()
                .collect(Collectors.toMap(ShardItem::name, ShardItem::tally, (same, shard) -> shard, TreeMap::new)));
    }

    private UpdateItemRequest addition(Increment increment, Instant now) {
        Map<String, String> names =
                new HashMap<>(Map.of("#total", ShardItem.TOTAL, "#w", ShardItem.watermark(increment.queue())));
        Map<String, AttributeValue> values = new HashMap<>(Map.of(
                ":sum", Items.number(increment.sum()),
                ":one", Items.number(1),
                ":first", AttributeValue.fromS(increment.first().padded()),
                ":last", AttributeValue.fromS(increment.last().padded()),
                ":now", Items.number(now.toEpochMilli())));
        StringBuilder add = new StringBuilder("ADD writes :one");
        StringBuilder set = new StringBuilder(" SET #w = :last, updatedAt = :now");
        String condition = "(attribute_not_exists(#w) OR #w < :first)";
        if (increment.reset().isPresent()) {
            set.append(", #total = :sum, adjusted = :adjusted, generation = :generation, groups = :groups");
            condition += " AND (attribute_not_exists(generation) OR generation < :generation)";
            Reset reset = increment.reset().get();
            values.put(":adjusted", Items.number(increment.adjusted()));
            values.put(":generation", AttributeValue.fromS(reset.id().toString()));
            values.put(":groups", Items.number(reset.shards()));
        } else {
            add.append(", #total :sum");
            if (increment.adjusted() != 0) {
                add.append(", adjusted :adjusted");
                values.put(":adjusted", Items.number(increment.adjusted()));
            }
        }
        increment.minutes().sums().forEach((minute, sum) -> {
            add.append(", ").append(ShardItem.minute(minute)).append(" :m").append(minute);
            values.put(":m" + minute, Items.number(sum));
        });
        long oldest = Minutes.oldestKept(now);
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(ShardItem.key(increment.shard(), region))
                .updateExpression(add.append(set)
                        + ItemTrace.set(increment.trace(), values)
                        + removal(Stream.concat(
                                minutes(LongStream.range(oldest - REMOVED_BY_NAME, oldest)),
                                ItemTrace.removed(increment.trace()).stream())))
                .conditionExpression(condition)
                .expressionAttributeNames(names)
                .expressionAttributeValues(values)
                .returnValues(ReturnValue.ALL_NEW)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
    }

    private void sweep(Increment increment, Minutes minutes, Instant now) {
        long[] stale = minutes.stale(now).toArray();
        if (stale.length <= STALE_BEFORE_SWEEP) {
            return;
        }
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(ShardItem.key(increment.shard(), region))
                .updateExpression(removal(minutes(LongStream.of(stale))))
                .build();
        Items.call("sweeping a shard", () -> dynamoDb.updateItem(request));
    }

    private static Stream<String> minutes(LongStream epochMinutes) {
        return epochMinutes.mapToObj(ShardItem::minute);
    }

    private static String removal(Stream<String> names) {
        return names.collect(Collectors.joining(", ", " REMOVE ", ""));
    }

    private static @Nullable SequenceNumber watermarkOf(Map<String, AttributeValue> item, String queue) {
        String watermark = ShardItem.watermark(queue);
        return item.containsKey(watermark) ? SequenceNumber.parse(Items.text(item, watermark)) : null;
    }
}
