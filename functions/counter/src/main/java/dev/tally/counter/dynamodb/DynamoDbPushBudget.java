package dev.tally.counter.dynamodb;

import dev.tally.counter.PushBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The push budget as one item of a DynamoDB table, shared by all environments of a function. */
public final class DynamoDbPushBudget implements PushBudget {

    private static final Map<String, AttributeValue> KEY =
            Map.of(Items.PK, AttributeValue.fromS("pushes"), Items.SK, AttributeValue.fromS("budget"));
    private static final String SPENT_UNTIL = "spentUntil";

    private final DynamoDbClient dynamoDb;
    private final String table;

    public DynamoDbPushBudget(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    @Override
    public Optional<Instant> spend(Duration time, Instant now) {
        UpdateItemRequest request = set(now.plus(time))
                .conditionExpression("attribute_not_exists(spentUntil) OR spentUntil <= :now OR spentUntil > :farthest")
                .expressionAttributeValues(Map.of(
                        ":until", millis(now.plus(time)),
                        ":now", millis(now),
                        ":farthest", millis(now.plus(FARTHEST))))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        try {
            Items.call("spending push budget", () -> dynamoDb.updateItem(request));
            return Optional.empty();
        } catch (ConditionalCheckFailedException spentBefore) {
            return Optional.of(Instant.ofEpochMilli(Items.number(spentBefore.item(), SPENT_UNTIL)));
        }
    }

    @Override
    public void pauseUntil(Instant time) {
        UpdateItemRequest request = set(time)
                .conditionExpression("attribute_not_exists(spentUntil) OR spentUntil < :until")
                .build();
        try {
            Items.call("pausing pushes", () -> dynamoDb.updateItem(request));
        } catch (ConditionalCheckFailedException spentForLonger) {
            // Spending is blocked until a later time.
        }
    }

    private UpdateItemRequest.Builder set(Instant until) {
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(KEY)
                .updateExpression("SET spentUntil = :until")
                .expressionAttributeValues(Map.of(":until", millis(until)));
    }

    private static AttributeValue millis(Instant instant) {
        return Items.number(instant.toEpochMilli());
    }
}
