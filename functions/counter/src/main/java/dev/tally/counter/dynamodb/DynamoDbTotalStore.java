package dev.tally.counter.dynamodb;

import dev.tally.counter.CounterId;
import dev.tally.counter.CounterKind;
import dev.tally.counter.Epoch;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Published;
import dev.tally.counter.Total;
import dev.tally.counter.TotalStore;
import dev.tally.runtime.trace.TraceContext;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Totals as items of a DynamoDB table. A region writes and reads only its own. */
public final class DynamoDbTotalStore implements TotalStore {

    // Only a publication creates an item, because any client can become a viewer of any counter.

    // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchGetItem.html
    private static final int MAX_KEYS = 100;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Epoch epoch;
    private final boolean consistent;

    /**
     * Creates a store with strongly consistent reads.
     *
     * @param epoch the current epoch of the region that writes the totals; earlier totals are read as totals of it
     */
    public DynamoDbTotalStore(DynamoDbClient dynamoDb, String table, Epoch epoch) {
        this(dynamoDb, table, epoch, true);
    }

    private DynamoDbTotalStore(DynamoDbClient dynamoDb, String table, Epoch epoch, boolean consistent) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.epoch = epoch;
        this.consistent = consistent;
    }

    /** Returns this store with eventually consistent reads, which cost half as much and may miss the last writes. */
    public DynamoDbTotalStore eventuallyConsistent() {
        return new DynamoDbTotalStore(dynamoDb, table, epoch, false);
    }

    @Override
    public Published find(CounterId counter) {
        GetItemRequest get = GetItemRequest.builder()
                .tableName(table)
                .key(TotalItem.key(counter, epoch.region()))
                .consistentRead(consistent)
                .build();
        Map<String, AttributeValue> item =
                Items.call("reading a total", () -> dynamoDb.getItem(get)).item();
        return TotalItem.published(counter, item, epoch).in(epoch);
    }

    @Override
    public Map<CounterId, Published> findAll(Set<CounterId> counters) {
        if (counters.size() == 1) {
            return TotalStore.super.findAll(counters);
        }
        Map<CounterId, Published> found = new HashMap<>();
        List<CounterId> all = List.copyOf(counters);
        for (int start = 0; start < all.size(); start += MAX_KEYS) {
            List<CounterId> some = all.subList(start, Math.min(all.size(), start + MAX_KEYS));
            Map<AttributeValue, Map<String, AttributeValue>> items = items(some);
            some.forEach(counter -> found.put(
                    counter,
                    TotalItem.published(counter, items.getOrDefault(TotalItem.partition(counter), Map.of()), epoch)
                            .in(epoch)));
        }
        return found;
    }

    /** Returns the existing items of some counters, by their partition keys. */
    private Map<AttributeValue, Map<String, AttributeValue>> items(List<CounterId> counters) {
        List<Map<String, AttributeValue>> keys = counters.stream()
                .map(counter -> TotalItem.key(counter, epoch.region()))
                .toList();
        return BatchRequests.items(dynamoDb, "reading totals", table, keys, consistent).stream()
                .collect(Collectors.toMap(item -> Items.required(item, Items.PK), item -> item));
    }

    @Override
    public Optional<Total> publish(Total total, Total seen, Optional<TraceContext> trace) {
        Instant updatedAt = Objects.requireNonNull(total.updatedAt(), "updatedAt");
        Instant asOf = Objects.requireNonNull(total.asOf(), "asOf");
        Map<String, AttributeValue> values = new HashMap<>(Map.of(
                ":count", Items.number(total.count()),
                ":epoch", AttributeValue.fromS(total.epoch().value()),
                ":version", Items.number(total.version()),
                ":writes", TotalItem.writes(total.writes()),
                ":updatedAt", Items.number(updatedAt.toEpochMilli()),
                ":asOf", Items.number(asOf.toEpochMilli())));
        List<String> removed = new ArrayList<>(ItemTrace.removed(trace));
        String maps = setOrRemove("#watermarks", TotalItem.watermarks(total.watermarks()), values, removed)
                + setOrRemove("#minutes", TotalItem.minutes(total.minutes()), values, removed);
        String votes = CounterKind.of(total.counter()).takesVotes() ? votes(total, values) : "";
        if (seen.version() > 0) {
            values.put(":seen", Items.number(seen.version()));
            values.put(":seenEpoch", AttributeValue.fromS(seen.epoch().value()));
        }
        UpdateItemRequest request = update(total.counter())
                .updateExpression("SET #count = :count, epoch = :epoch, version = :version, writes = :writes,"
                        + maps + " updatedAt = :updatedAt, asOf = :asOf"
                        + votes
                        + ItemTrace.set(trace, values)
                        + (removed.isEmpty() ? "" : " REMOVE " + String.join(", ", removed)))
                .conditionExpression(
                        seen.version() > 0 ? "version = :seen AND epoch = :seenEpoch" : "attribute_not_exists(version)")
                .expressionAttributeNames(Map.of(
                        "#count", TotalItem.COUNT, "#watermarks", TotalItem.WATERMARKS, "#minutes", TotalItem.MINUTES))
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        try {
            Items.call("publishing a total", () -> dynamoDb.updateItem(request));
            return Optional.empty();
        } catch (ConditionalCheckFailedException another) {
            Map<String, AttributeValue> item = another.hasItem() ? another.item() : Map.of();
            return Optional.of(TotalItem.published(total.counter(), item, epoch).total());
        }
    }

    /** Returns the assignment of a map to an attribute, or removes the attribute if the map is empty. */
    private static String setOrRemove(
            String name, AttributeValue map, Map<String, AttributeValue> values, List<String> removed) {
        if (map.m().isEmpty()) {
            // DynamoDB Local's streams lose the type of an empty map.
            removed.add(name);
            return "";
        }
        String value = name.replace('#', ':');
        values.put(value, map);
        return " " + name + " = " + value + ",";
    }

    /** Returns the end of an update's {@code SET} clause for a counter with votes, and adds its values to the others. */
    private static String votes(Total total, Map<String, AttributeValue> values) {
        values.put(":up", Items.number(total.voters().up()));
        values.put(":down", Items.number(total.voters().down()));
        String set = ", " + ShardItem.UP + " = :up, " + ShardItem.DOWN + " = :down";
        if (total.generation() == null) {
            return set;
        }
        values.put(":generation", AttributeValue.fromS(total.generation().toString()));
        return set + ", " + ShardItem.GENERATION + " = :generation";
    }

    @Override
    public void touch(CounterId counter) {
        changeIfPublished(
                "touching a total",
                update(counter)
                        .updateExpression("ADD touches :one")
                        .expressionAttributeValues(Map.of(":one", Items.number(1))));
    }

    @Override
    public Optional<Instant> touchOnceIn(Duration pause, CounterId counter, Instant now) {
        UpdateItemRequest request = update(counter)
                .updateExpression("ADD touches :one SET touchAt = :now")
                .conditionExpression("attribute_exists(pk) AND (attribute_not_exists(touchAt) OR touchAt <= :before)")
                .expressionAttributeValues(Map.of(
                        ":one", Items.number(1),
                        ":now", Items.number(now.toEpochMilli()),
                        ":before", Items.number(now.minus(pause).toEpochMilli())))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        try {
            Items.call("touching a total", () -> dynamoDb.updateItem(request));
            return Optional.empty();
        } catch (ConditionalCheckFailedException tooSoon) {
            return tooSoon.hasItem() ? scheduleTouch(pause, counter, touchAt(tooSoon.item()), now) : Optional.empty();
        }
    }

    private static Instant touchAt(Map<String, AttributeValue> item) {
        return Items.read(item, some -> Instant.ofEpochMilli(Items.number(some, TotalItem.TOUCH_AT)));
    }

    /** @param last the time of the last touch, or of the next one if it is scheduled */
    private Optional<Instant> scheduleTouch(Duration pause, CounterId counter, Instant last, Instant now) {
        if (last.isAfter(now.plus(CLOCK_DIFFERENCE))) {
            return Optional.empty();
        }
        Instant next = last.plus(pause);
        UpdateItemRequest request = update(counter)
                .updateExpression("SET touchAt = :next")
                .conditionExpression("touchAt = :last")
                .expressionAttributeValues(
                        Map.of(":next", Items.number(next.toEpochMilli()), ":last", Items.number(last.toEpochMilli())))
                .build();
        try {
            Items.call("scheduling a touch", () -> dynamoDb.updateItem(request));
            return Optional.of(next);
        } catch (ConditionalCheckFailedException another) {
            // Another caller touches the total or has scheduled a touch, after the caller's viewers changed.
            return Optional.empty();
        }
    }

    @Override
    public void setViewers(CounterId counter, int viewers, LiveMode live) {
        boolean isPush = live.equals(LiveMode.PUSH);
        Map<String, AttributeValue> values = new HashMap<>(Map.of(":viewers", Items.number(viewers)));
        if (!isPush) {
            values.put(":live", TotalItem.live(live));
        }
        changeIfPublished(
                "publishing the number of viewers",
                update(counter)
                        .updateExpression("SET viewers = :viewers" + (isPush ? " REMOVE #live" : ", #live = :live"))
                        .expressionAttributeNames(Map.of("#live", TotalItem.LIVE))
                        .expressionAttributeValues(values));
    }

    private void changeIfPublished(String operation, UpdateItemRequest.Builder change) {
        UpdateItemRequest request =
                change.conditionExpression("attribute_exists(pk)").build();
        try {
            Items.call(operation, () -> dynamoDb.updateItem(request));
        } catch (ConditionalCheckFailedException neverClicked) {
            // The first publication is pushed to all viewers.
        }
    }

    private UpdateItemRequest.Builder update(CounterId counter) {
        return UpdateItemRequest.builder().tableName(table).key(TotalItem.key(counter, epoch.region()));
    }
}
