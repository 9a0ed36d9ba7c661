package dev.tally.counter.dynamodb;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.CounterId;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.DeleteRequest;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutItemRequest;
import software.amazon.awssdk.services.dynamodb.model.PutRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/** Connections as items of a DynamoDB table: one item by its id, and one for each counter that it is a viewer of. */
public final class DynamoDbConnectionStore implements ConnectionStore {

    // A connection's own item is written first when it subscribes, and deleted first when it closes. A viewer's item
    // without it is found at the next push, which the API answers with 410. Both items expire.

    private static final AttributeValue CONNECTION = AttributeValue.fromS("connection");
    private static final String COUNTERS = "counters";
    private static final String EXPIRES_AT = "expiresAt";
    private static final int BATCH = 25;

    private final DynamoDbClient dynamoDb;
    private final String table;

    public DynamoDbConnectionStore(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    @Override
    public void open(ConnectionId connection, Instant now) {
        PutItemRequest put = PutItemRequest.builder()
                .tableName(table)
                .item(with(key(connection), EXPIRES_AT, expiry(now)))
                .build();
        Items.call("adding a connection", () -> dynamoDb.putItem(put));
    }

    @Override
    public Subscription subscribe(ConnectionId connection, Set<CounterId> counters, Instant now) {
        if (counters.size() > MAX_SUBSCRIPTIONS) {
            return new Subscription.TooMany();
        }
        Set<CounterId> added;
        try {
            added = without(counters, add(connection, counters));
        } catch (ConditionalCheckFailedException rejected) {
            if (!rejected.hasItem()) {
                return new Subscription.NoConnection();
            }
            added = without(counters, counters(rejected.item()));
            if (counters(rejected.item()).size() + added.size() > MAX_SUBSCRIPTIONS) {
                return new Subscription.TooMany();
            }
            if (!added.isEmpty()) {
                return subscribe(connection, added, now);
            }
        }
        write(counters.stream()
                .map(counter -> put(viewer(counter, connection), expiry(now)))
                .toList());
        return new Subscription.Subscribed(added);
    }

    @Override
    public boolean has(ConnectionId connection) {
        return !read(connection).isEmpty();
    }

    @Override
    public Set<CounterId> unsubscribe(ConnectionId connection, Set<CounterId> counters) {
        // The read lets a message that names other counters write nothing.
        Set<CounterId> removed = new HashSet<>(counters);
        removed.retainAll(counters(read(connection)));
        if (removed.isEmpty()) {
            return removed;
        }
        write(deletions(connection, removed));
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(key(connection))
                .updateExpression("DELETE counters :counters")
                .conditionExpression("attribute_exists(pk)")
                .expressionAttributeValues(Map.of(":counters", ids(removed)))
                .build();
        try {
            Items.call("unsubscribing a connection", () -> dynamoDb.updateItem(request));
        } catch (ConditionalCheckFailedException closedMeanwhile) {
            // Its subscriptions were removed with it.
        }
        return removed;
    }

    private Map<String, AttributeValue> read(ConnectionId connection) {
        GetItemRequest get = GetItemRequest.builder()
                .tableName(table)
                .key(key(connection))
                .consistentRead(true)
                .build();
        return Items.call("reading a connection", () -> dynamoDb.getItem(get)).item();
    }

    @Override
    public Set<CounterId> close(ConnectionId connection, Set<CounterId> known) {
        DeleteItemRequest delete = DeleteItemRequest.builder()
                .tableName(table)
                .key(key(connection))
                .returnValues(ReturnValue.ALL_OLD)
                .build();
        Map<String, AttributeValue> old = Items.call("removing a connection", () -> dynamoDb.deleteItem(delete))
                .attributes();
        Set<CounterId> all = union(counters(old), known);
        write(deletions(connection, all));
        return all;
    }

    @Override
    public List<ConnectionId> viewers(CounterId counter, Instant now) {
        QueryRequest query = QueryRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", viewers(counter)))
                .build();
        return Items.call("reading the viewers", () -> dynamoDb.queryPaginator(query).items().stream()
                .filter(item -> Items.read(item, some -> Items.number(some, EXPIRES_AT)) > now.getEpochSecond())
                .map(item -> new ConnectionId(Items.text(item, Items.SK)))
                .toList());
    }

    /**
     * Adds counters to a connection's subscriptions.
     *
     * @return the counters that it was subscribed to before
     * @throws ConditionalCheckFailedException with the item if it has no room, without if there is no connection
     */
    private Set<CounterId> add(ConnectionId connection, Set<CounterId> counters) {
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(key(connection))
                .updateExpression("ADD counters :counters")
                .conditionExpression(
                        "attribute_exists(pk) AND (attribute_not_exists(counters) OR size(counters) <= :room)")
                .expressionAttributeValues(Map.of(
                        ":counters", ids(counters),
                        ":room", Items.number(MAX_SUBSCRIPTIONS - counters.size())))
                .returnValues(ReturnValue.UPDATED_OLD)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        return counters(Items.call("subscribing a connection", () -> dynamoDb.updateItem(request))
                .attributes());
    }

    private void write(List<WriteRequest> writes) {
        for (int start = 0; start < writes.size(); start += BATCH) {
            List<WriteRequest> batch = writes.subList(start, Math.min(start + BATCH, writes.size()));
            BatchRequests.send("writing viewers", Map.of(table, batch), requests -> dynamoDb.batchWriteItem(
                            write -> write.requestItems(requests))
                    .unprocessedItems());
        }
    }

    private static List<WriteRequest> deletions(ConnectionId connection, Set<CounterId> counters) {
        return counters.stream()
                .map(counter -> WriteRequest.builder()
                        .deleteRequest(DeleteRequest.builder()
                                .key(viewer(counter, connection))
                                .build())
                        .build())
                .toList();
    }

    private static WriteRequest put(Map<String, AttributeValue> key, AttributeValue expiry) {
        return WriteRequest.builder()
                .putRequest(
                        PutRequest.builder().item(with(key, EXPIRES_AT, expiry)).build())
                .build();
    }

    private static Map<String, AttributeValue> key(ConnectionId connection) {
        return Map.of(Items.PK, AttributeValue.fromS("connection#" + connection), Items.SK, CONNECTION);
    }

    private static Map<String, AttributeValue> viewer(CounterId counter, ConnectionId connection) {
        return Map.of(Items.PK, viewers(counter), Items.SK, AttributeValue.fromS(connection.value()));
    }

    private static AttributeValue viewers(CounterId counter) {
        return AttributeValue.fromS("viewers#" + counter);
    }

    private static AttributeValue ids(Set<CounterId> counters) {
        return AttributeValue.fromSs(counters.stream().map(CounterId::value).toList());
    }

    private static AttributeValue expiry(Instant now) {
        return Items.number(now.plus(LIFETIME).getEpochSecond());
    }

    private static Map<String, AttributeValue> with(
            Map<String, AttributeValue> key, String name, AttributeValue value) {
        Map<String, AttributeValue> item = new HashMap<>(key);
        item.put(name, value);
        return item;
    }

    private static Set<CounterId> counters(Map<String, AttributeValue> item) {
        AttributeValue counters = item.get(COUNTERS);
        return counters == null
                ? Set.of()
                : counters.ss().stream().map(CounterId::new).collect(Collectors.toSet());
    }

    private static Set<CounterId> union(Set<CounterId> some, Set<CounterId> others) {
        Set<CounterId> all = new HashSet<>(some);
        all.addAll(others);
        return all;
    }

    private static Set<CounterId> without(Set<CounterId> all, Set<CounterId> some) {
        return all.stream().filter(one -> !some.contains(one)).collect(Collectors.toSet());
    }
}
