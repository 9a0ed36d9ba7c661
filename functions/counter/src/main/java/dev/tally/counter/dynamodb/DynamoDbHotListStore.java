package dev.tally.counter.dynamodb;

import dev.tally.counter.CounterId;
import dev.tally.counter.HotListStore;
import dev.tally.counter.Schedule;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The hot list as one item for each region. */
public final class DynamoDbHotListStore implements HotListStore {

    // A schedule is one text, so that a condition compares the whole of it. The item counts the room that its counters
    // take, each as much as it can ever need. So a counter in the list always has room for its next entry.

    /** In bytes: two read units. */
    static final int ROOM = 8192;

    /** In bytes: a version and {@value Schedule#MAX_ENTRIES} entries. */
    private static final int SCHEDULE = 12 + Schedule.MAX_ENTRIES * 16;

    private static final String PARTITION = "hot";
    private static final String USED = "used";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Map<String, AttributeValue> key;

    /** @param region of the list */
    public DynamoDbHotListStore(DynamoDbClient dynamoDb, String table, String region) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.key = Map.of(Items.PK, AttributeValue.fromS(PARTITION), Items.SK, AttributeValue.fromS(region));
    }

    @Override
    public Map<CounterId, Schedule> read() {
        GetItemRequest get = GetItemRequest.builder()
                .tableName(table)
                .key(key)
                .consistentRead(true)
                .build();
        return Items.read(
                Items.call("reading the hot list", () -> dynamoDb.getItem(get)).item(),
                item -> CounterAttributes.parse(item, DynamoDbHotListStore::schedule));
    }

    @Override
    public Outcome replace(CounterId counter, Schedule seen, Schedule next) {
        boolean isNew = seen.equals(Schedule.NONE);
        boolean isRemoved = next.equals(Schedule.NONE);
        Map<String, AttributeValue> values = new HashMap<>();
        String change;
        String condition;
        if (isRemoved) {
            change = "REMOVE #counter";
        } else {
            change = "SET #counter = :next";
            values.put(":next", AttributeValue.fromS(text(next)));
        }
        if (isNew) {
            condition = "attribute_not_exists(#counter) AND (attribute_not_exists(#used) OR #used <= :room)";
            values.put(":room", Items.number(ROOM - room(counter)));
        } else {
            condition = "#counter = :seen";
            values.put(":seen", AttributeValue.fromS(text(seen)));
        }
        values.put(":more", Items.number((isRemoved ? 0 : room(counter)) - (isNew ? 0 : room(counter))));
        UpdateItemRequest update = UpdateItemRequest.builder()
                .tableName(table)
                .key(key)
                .updateExpression(change + " ADD #used :more")
                .conditionExpression(condition)
                .expressionAttributeNames(Map.of("#counter", CounterAttributes.name(counter), "#used", USED))
                .expressionAttributeValues(values)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        try {
            Items.call("writing the hot list", () -> dynamoDb.updateItem(update));
            return Outcome.REPLACED;
        } catch (ConditionalCheckFailedException failed) {
            boolean isListed = failed.item().containsKey(CounterAttributes.name(counter));
            return isNew && !isListed ? Outcome.FULL : Outcome.OUTDATED;
        }
    }

    private static long room(CounterId counter) {
        return (long) CounterAttributes.name(counter).length() + SCHEDULE;
    }

    private static String text(Schedule schedule) {
        return Stream.concat(
                        Stream.of(Long.toString(schedule.version())),
                        schedule.entries().stream().map(entry -> entry.from().getEpochSecond() + "=" + entry.shards()))
                .collect(Collectors.joining(" "));
    }

    private static Schedule schedule(String text) {
        String[] parts = text.split(" ", -1);
        return new Schedule(
                Long.parseLong(parts[0]),
                Arrays.stream(parts).skip(1).map(DynamoDbHotListStore::entry).toList());
    }

    private static Schedule.Entry entry(String text) {
        int separator = text.indexOf('=');
        if (separator < 0) {
            throw new IllegalArgumentException("'" + text + "' is no entry of a schedule");
        }
        return new Schedule.Entry(
                Instant.ofEpochSecond(Long.parseLong(text.substring(0, separator))),
                Integer.parseInt(text.substring(separator + 1)));
    }
}
