package dev.tally.counter.dynamodb;

import dev.tally.counter.Shard;
import dev.tally.counter.Tally;
import dev.tally.counter.VoteSums;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The sums of votes in the shards of a DynamoDB table. A region writes only its own. */
public final class DynamoDbVoteSums implements VoteSums {

    private static final int ATTEMPTS = 20;
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String region;

    /** @param region the region of the shards that this store writes */
    public DynamoDbVoteSums(DynamoDbClient dynamoDb, String table, String region) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.region = region;
    }

    @Override
    public Tally hold(Shard shard, Instant until) {
        UpdateItemRequest update = update(shard)
                .updateExpression("SET " + ShardItem.HELD_UNTIL + " = :until")
                .expressionAttributeValues(Map.of(":until", Items.number(until.toEpochMilli())))
                .conditionExpression("attribute_exists(pk)")
                .returnValues(ReturnValue.ALL_NEW)
                .build();
        for (int attempt = 1; ; attempt++) {
            try {
                return ShardItem.tally(Items.call("holding a shard", () -> dynamoDb.updateItem(update))
                        .attributes());
            } catch (TransactionConflictException votes) {
                if (attempt == ATTEMPTS) {
                    throw Items.unavailable("holding a shard failed: votes were written " + ATTEMPTS + " times");
                }
                BatchRequests.pause("holding a shard", PAUSE);
            }
        }
    }

    @Override
    public boolean replace(Shard shard, long writes, Sums sums, Instant now) {
        Map<String, AttributeValue> values = new HashMap<>(Map.of(
                ":total", Items.number(sums.total()),
                ":up", Items.number(sums.voters().up()),
                ":down", Items.number(sums.voters().down()),
                ":one", Items.number(1),
                ":now", Items.number(now.toEpochMilli())));
        if (writes > 0) {
            values.put(":writes", Items.number(writes));
        }
        UpdateItemRequest update = update(shard)
                .updateExpression(
                        "SET #total = :total, #up = :up, #down = :down, updatedAt = :now ADD writes :one REMOVE "
                                + ShardItem.HELD_UNTIL)
                .conditionExpression(writes > 0 ? "writes = :writes" : "attribute_not_exists(writes)")
                .expressionAttributeNames(
                        Map.of("#total", ShardItem.TOTAL, "#up", ShardItem.UP, "#down", ShardItem.DOWN))
                .expressionAttributeValues(values)
                .build();
        try {
            Items.call("replacing the sums of a shard", () -> dynamoDb.updateItem(update));
            return true;
        } catch (ConditionalCheckFailedException | TransactionConflictException counted) {
            return false;
        }
    }

    private UpdateItemRequest.Builder update(Shard shard) {
        return UpdateItemRequest.builder().tableName(table).key(ShardItem.key(shard, region));
    }
}
