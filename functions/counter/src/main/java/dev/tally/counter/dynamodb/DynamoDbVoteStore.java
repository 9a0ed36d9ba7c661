package dev.tally.counter.dynamodb;

import dev.tally.counter.CastVote;
import dev.tally.counter.CounterId;
import dev.tally.counter.VoteStore;
import dev.tally.counter.Voter;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.QueryRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanRequest;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;

/** Votes as items of a DynamoDB table, with the voter as their partition key. Reads are strongly consistent. */
public final class DynamoDbVoteStore implements VoteStore {

    // An index by counter would double the cost of each vote. A popular counter would use up the units of one key.
    // So the rare call that lists the votes of a counter reads the whole table.

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String region;

    /** @param region the region of the votes that this store finds and deletes */
    public DynamoDbVoteStore(DynamoDbClient dynamoDb, String table, String region) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.region = region;
    }

    @Override
    public Map<CounterId, CastVote> find(Voter voter, Set<CounterId> counters) {
        List<Map<String, AttributeValue>> keys = counters.stream()
                .map(counter -> VoteItem.key(voter, counter, region))
                .toList();
        Map<CounterId, CastVote> found = new HashMap<>();
        BatchRequests.items(dynamoDb, "reading votes", table, keys, true).stream()
                .map(VoteItem::located)
                .forEach(located -> found.put(located.counter(), located.vote()));
        return found;
    }

    @Override
    public List<Located> ofVoter(Voter voter) {
        QueryRequest query = QueryRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .keyConditionExpression("pk = :pk")
                .expressionAttributeValues(Map.of(":pk", VoteItem.partition(voter)))
                .build();
        return Items.call("reading the votes of a voter", () -> dynamoDb.queryPaginator(query).items().stream()
                .map(VoteItem::located)
                .toList());
    }

    @Override
    public boolean deleteZero(Voter voter, CounterId counter) {
        DeleteItemRequest delete = DeleteItemRequest.builder()
                .tableName(table)
                .key(VoteItem.key(voter, counter, region))
                .conditionExpression("attribute_not_exists(pk) OR #value = :zero")
                .expressionAttributeNames(Map.of("#value", VoteItem.VALUE))
                .expressionAttributeValues(Map.of(":zero", Items.number(0)))
                .build();
        try {
            Items.call("deleting a vote", () -> dynamoDb.deleteItem(delete));
            return true;
        } catch (ConditionalCheckFailedException counts) {
            return false;
        }
    }

    @Override
    public Page ofCounter(CounterId counter, Optional<String> start) {
        ScanRequest.Builder scan = ScanRequest.builder()
                .tableName(table)
                .consistentRead(true)
                .filterExpression("begins_with(pk, :votes) AND #counter = :counter")
                .expressionAttributeNames(Map.of("#counter", VoteItem.COUNTER))
                .expressionAttributeValues(
                        Map.of(":votes", VoteItem.PREFIX, ":counter", AttributeValue.fromS(counter.value())));
        start.map(DynamoDbVoteStore::key).ifPresent(scan::exclusiveStartKey);
        ScanResponse answer = Items.call("reading the votes of a counter", () -> dynamoDb.scan(scan.build()));
        return new Page(
                answer.items().stream().map(VoteItem::located).toList(),
                answer.hasLastEvaluatedKey() ? Optional.of(text(answer.lastEvaluatedKey())) : Optional.empty());
    }

    private static String text(Map<String, AttributeValue> key) {
        String both = Items.text(key, Items.PK) + "\n" + Items.text(key, Items.SK);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(both.getBytes(StandardCharsets.UTF_8));
    }

    private static Map<String, AttributeValue> key(String start) {
        String text = new String(Base64.getUrlDecoder().decode(start), StandardCharsets.UTF_8);
        int end = text.indexOf('\n');
        return Map.of(
                Items.PK, AttributeValue.fromS(text.substring(0, Math.max(0, end))),
                Items.SK, AttributeValue.fromS(text.substring(end + 1)));
    }
}
