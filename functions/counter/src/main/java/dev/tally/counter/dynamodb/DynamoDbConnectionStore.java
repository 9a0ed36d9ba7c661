package dev.tally.counter.dynamodb;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.CounterId;
import dev.tally.counter.ViewerRange;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.HexFormat;
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

    // The connection's item owns its subscriptions; the viewers' items follow it. API Gateway handles the messages of a
    // connection concurrently, so each message changes the connection's item first, then writes its viewers' items,
    // then reads the connection's item again. If another message changed one of these subscriptions meanwhile, it
    // writes that viewer's item again. So the last write of a viewer's item agrees with the connection's item. This
    // costs one read for each message. A transaction would need none, but costs twice the writes, and the messages of a
    // page that subscribes to its counters one by one would conflict. A function that is stopped between its writes
    // leaves a viewer's item behind. It is found at a push after the close, which the API answers with 410. Both items
    // expire.

    private static final AttributeValue CONNECTION = AttributeValue.fromS("connection");
    private static final String COUNTERS = "counters";
    private static final String EXPIRES_AT = "expiresAt";
    private static final int BATCH = 25;
    private static final int PREFIX = 2;

    /** Sorts behind every character of a connection's id. */
    private static final String BEHIND = "~";

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
        write(puts(connection, counters, expiry(now)));
        follow(connection, counters, counters);
        return new Subscription.Subscribed(added);
    }

    @Override
    public boolean has(ConnectionId connection) {
        return !read(connection).isEmpty();
    }

    @Override
    public Set<CounterId> unsubscribe(ConnectionId connection, Set<CounterId> counters) {
        // The read lets a message that names other counters write nothing.
        Set<CounterId> named = common(counters, counters(read(connection)));
        if (named.isEmpty()) {
            return named;
        }
        UpdateItemRequest request = UpdateItemRequest.builder()
                .tableName(table)
                .key(key(connection))
                .updateExpression("DELETE counters :counters")
                .conditionExpression("attribute_exists(pk)")
                .expressionAttributeValues(Map.of(":counters", ids(named)))
                .returnValues(ReturnValue.UPDATED_OLD)
                .build();
        Set<CounterId> removed;
        try {
            removed = common(
                    named,
                    counters(Items.call("unsubscribing a connection", () -> dynamoDb.updateItem(request))
                            .attributes()));
        } catch (ConditionalCheckFailedException closedMeanwhile) {
            // Its subscriptions were removed with it.
            return Set.of();
        }
        if (!removed.isEmpty()) {
            write(deletions(connection, removed));
            follow(connection, removed, Set.of());
        }
        return removed;
    }

    /**
     * Writes viewers' items until they agree with the connection's item.
     *
     * @param counters the counters of this message
     * @param written those of them that the connection is a viewer of by the last write
     */
    private void follow(ConnectionId connection, Set<CounterId> counters, Set<CounterId> written) {
        Set<CounterId> viewed = written;
        while (true) {
            Map<String, AttributeValue> item = read(connection);
            Set<CounterId> owned = common(counters, counters(item));
            Set<CounterId> missing = without(owned, viewed);
            Set<CounterId> extra = without(viewed, owned);
            if (missing.isEmpty() && extra.isEmpty()) {
                return;
            }
            write(deletions(connection, extra));
            if (!missing.isEmpty()) {
                write(puts(connection, missing, Items.required(item, EXPIRES_AT)));
            }
            viewed = owned;
        }
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
    public List<ConnectionId> viewers(CounterId counter, ViewerRange range, Instant now) {
        if (range.from() == range.to()) {
            return List.of();
        }
        QueryRequest query = QueryRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression("pk = :pk AND sk BETWEEN :from AND :to")
                .expressionAttributeValues(Map.of(
                        ":pk", viewers(counter),
                        ":from", AttributeValue.fromS(prefix(range.from())),
                        ":to", AttributeValue.fromS(prefix(range.to() - 1) + BEHIND)))
                .build();
        return Items.call("reading the viewers", () -> dynamoDb.queryPaginator(query).items().stream()
                .filter(item -> Items.read(item, some -> Items.number(some, EXPIRES_AT)) > now.getEpochSecond())
                .map(item -> new ConnectionId(Items.text(item, Items.SK).substring(PREFIX)))
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

    private static List<WriteRequest> puts(ConnectionId connection, Set<CounterId> counters, AttributeValue expiry) {
        return counters.stream()
                .map(counter -> WriteRequest.builder()
                        .putRequest(PutRequest.builder()
                                .item(with(viewer(counter, connection), EXPIRES_AT, expiry))
                                .build())
                        .build())
                .toList();
    }

    private static Map<String, AttributeValue> key(ConnectionId connection) {
        return Map.of(Items.PK, AttributeValue.fromS("connection#" + connection), Items.SK, CONNECTION);
    }

    private static Map<String, AttributeValue> viewer(CounterId counter, ConnectionId connection) {
        return Map.of(
                Items.PK,
                viewers(counter),
                Items.SK,
                AttributeValue.fromS(prefix(ViewerRange.hash(connection)) + connection));
    }

    /** Returns the begin of a viewer's sort key, so that a query finds a range. */
    private static String prefix(int hash) {
        return HexFormat.of().toHexDigits((byte) hash);
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

    private static Set<CounterId> common(Set<CounterId> some, Set<CounterId> others) {
        return some.stream().filter(others::contains).collect(Collectors.toSet());
    }

    private static Set<CounterId> without(Set<CounterId> all, Set<CounterId> some) {
        return all.stream().filter(one -> !some.contains(one)).collect(Collectors.toSet());
    }
}
