package dev.tally.counter.dynamodb;

import dev.tally.counter.Admission;
import dev.tally.counter.CounterId;
import dev.tally.counter.LaggingStore;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.GetItemRequest;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The lagging counters as one item for each region. */
public final class DynamoDbLaggingStore implements LaggingStore {

    // A write returns the whole item. If counters in it have expired, or are more than the item may contain, a second
    // write removes them. So the item needs no reader to stay small.

    /** With the longest ids, these are less than one read unit. */
    static final int MAX_COUNTERS = 30;

    private static final String PARTITION = "lagging";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Map<String, AttributeValue> key;

    /** @param region of the list */
    public DynamoDbLaggingStore(DynamoDbClient dynamoDb, String table, String region) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.key = Map.of(Items.PK, AttributeValue.fromS(PARTITION), Items.SK, AttributeValue.fromS(region));
    }

    @Override
    public Map<CounterId, Admission> read() {
        GetItemRequest get = GetItemRequest.builder().tableName(table).key(key).build();
        return Items.read(
                Items.call("reading the lagging counters", () -> dynamoDb.getItem(get))
                        .item(),
                item -> CounterAttributes.parse(item, DynamoDbLaggingStore::admission));
    }

    @Override
    public void put(CounterId counter, Admission admission, Instant now) {
        UpdateItemRequest update = UpdateItemRequest.builder()
                .tableName(table)
                .key(key)
                .updateExpression("SET #counter = :admission")
                .expressionAttributeNames(Map.of("#counter", CounterAttributes.name(counter)))
                .expressionAttributeValues(Map.of(":admission", AttributeValue.fromS(text(admission))))
                .returnValues(ReturnValue.ALL_NEW)
                .build();
        Map<CounterId, Admission> counters = Items.read(
                Items.call("listing a lagging counter", () -> dynamoDb.updateItem(update))
                        .attributes(),
                item -> CounterAttributes.parse(item, DynamoDbLaggingStore::admission));
        List<CounterId> expired = counters.entrySet().stream()
                .filter(listed -> listed.getValue().until().isBefore(now))
                .map(Map.Entry::getKey)
                .toList();
        if (!expired.isEmpty()) {
            remove(expired);
        } else if (counters.size() > MAX_COUNTERS) {
            remove(counter);
        }
    }

    @Override
    public void remove(CounterId counter) {
        remove(List.of(counter));
    }

    private void remove(List<CounterId> counters) {
        Map<String, String> names = new HashMap<>();
        IntStream.range(0, counters.size())
                .forEach(place -> names.put("#c" + place, CounterAttributes.name(counters.get(place))));
        UpdateItemRequest update = UpdateItemRequest.builder()
                .tableName(table)
                .key(key)
                .updateExpression("REMOVE " + String.join(", ", names.keySet()))
                .expressionAttributeNames(names)
                .build();
        Items.call("removing lagging counters", () -> dynamoDb.updateItem(update));
    }

    private static String text(Admission admission) {
        return admission.until().toEpochMilli() + " " + admission.lag().toMillis();
    }

    private static Admission admission(String text) {
        int separator = text.indexOf(' ');
        if (separator < 0) {
            throw new IllegalArgumentException("'" + text + "' is no admission");
        }
        return new Admission(
                Duration.ofMillis(Long.parseLong(text.substring(separator + 1))),
                Instant.ofEpochMilli(Long.parseLong(text.substring(0, separator))));
    }
}
