package dev.tally.localstack.sources.streams;

import dev.tally.localstack.cloud.Cloud;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Record;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.ShardIteratorType;

/** The copy of a {@link GlobalTable} in one region. */
final class Replica {

    // A change is applied only if the stored item is the one last read. Otherwise the region has written it since; the
    // change waits until that write was read from the stream and the times can be compared. Replicated changes also
    // appear in the stream, as on AWS, and are not replicated again.

    /**
     * An item as written by one region.
     *
     * @param item empty if it was deleted
     * @param time of the write: its number in the order of reading, because DynamoDB Local records only the minute
     */
    record Change(Map<String, AttributeValue> key, Map<String, AttributeValue> item, long time) {}

    private final Cloud region;
    private final String table;
    private final List<ShardCursor> shards;
    private final Map<Map<String, AttributeValue>, Change> known = new HashMap<>();
    private final Map<Map<String, AttributeValue>, Deque<Map<String, AttributeValue>>> echoes = new HashMap<>();
    private final Map<Map<String, AttributeValue>, Change> waiting = new ConcurrentHashMap<>();

    Replica(Cloud region, String table) {
        this.region = region;
        this.table = table;
        TableStream stream = TableStream.of(region, table);
        this.shards = stream.shards().stream()
                .map(shard -> new ShardCursor(stream, shard.shardId(), ShardIteratorType.TRIM_HORIZON))
                .toList();
    }

    Cloud region() {
        return region;
    }

    int waiting() {
        return waiting.size();
    }

    Set<Map<String, AttributeValue>> items() {
        return new HashSet<>(
                region.dynamoDb().scanPaginator(scan -> scan.tableName(table).consistentRead(true)).items().stream()
                        .toList());
    }

    /** Returns the region's own writes since the last call. */
    List<Change> written(LongSupplier clock) {
        List<Change> changes = new ArrayList<>();
        for (ShardCursor shard : shards) {
            for (Record record : shard.read()) {
                Change change =
                        new Change(record.dynamodb().keys(), record.dynamodb().newImage(), clock.getAsLong());
                if (!isEcho(change)) {
                    known.put(change.key(), change);
                    changes.add(change);
                }
            }
        }
        return changes;
    }

    /** Adds a change of another region, which replaces an earlier change of the same item. */
    void await(Change change) {
        waiting.merge(change.key(), change, (old, late) -> late.time() > old.time() ? late : old);
    }

    void applyWaiting() {
        waiting.values().removeIf(this::apply);
    }

    private boolean isEcho(Change change) {
        Deque<Map<String, AttributeValue>> expected = echoes.getOrDefault(change.key(), new ArrayDeque<>());
        return change.item().equals(expected.peek()) && expected.remove().equals(change.item());
    }

    /** Applies a change; returns false if the region has written meanwhile, and that write must be read first. */
    private boolean apply(Change change) {
        Change here = known.getOrDefault(change.key(), new Change(change.key(), Map.of(), 0));
        if (here.time() > change.time()) {
            return true;
        }
        if (!change.item().equals(here.item())) {
            try {
                put(change, here);
            } catch (ConditionalCheckFailedException failed) {
                // After a lost answer the SDK repeats the call, and the condition fails because of the first call.
                if (!change.item().equals(failed.item())) {
                    return false;
                }
            }
            echoes.computeIfAbsent(change.key(), any -> new ArrayDeque<>()).add(change.item());
        }
        known.put(change.key(), change);
        return true;
    }

    private void put(Change change, Change here) {
        Unchanged unchanged = Unchanged.of(here.item(), change.item().keySet());
        if (change.item().isEmpty()) {
            region.dynamoDb().deleteItem(delete -> delete.tableName(table)
                    .key(change.key())
                    .conditionExpression(unchanged.condition())
                    .expressionAttributeNames(unchanged.names())
                    .expressionAttributeValues(unchanged.values())
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
        } else {
            region.dynamoDb().putItem(put -> put.tableName(table)
                    .item(change.item())
                    .conditionExpression(unchanged.condition())
                    .expressionAttributeNames(unchanged.names())
                    .expressionAttributeValues(unchanged.values())
                    .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
        }
    }

    /** The condition that an item has not changed since it was read. */
    private record Unchanged(
            String condition, Map<String, String> names, @Nullable Map<String, AttributeValue> values) {

        static Unchanged of(Map<String, AttributeValue> item, Set<String> others) {
            Set<String> attributes = new HashSet<>(item.keySet());
            attributes.addAll(others);
            List<String> conditions = new ArrayList<>();
            Map<String, String> names = new HashMap<>();
            Map<String, AttributeValue> values = new HashMap<>();
            for (String attribute : attributes) {
                int number = names.size();
                names.put("#a" + number, attribute);
                AttributeValue value = item.get(attribute);
                if (value == null) {
                    conditions.add("attribute_not_exists(#a" + number + ")");
                } else {
                    conditions.add("#a" + number + " = :a" + number);
                    values.put(":a" + number, value);
                }
            }
            // DynamoDB rejects an empty map of values.
            return new Unchanged(String.join(" AND ", conditions), names, values.isEmpty() ? null : values);
        }
    }
}
