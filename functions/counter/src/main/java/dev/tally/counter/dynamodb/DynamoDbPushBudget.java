package dev.tally.counter.dynamodb;

import dev.tally.counter.PushBudget;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** The push budget as one item of a DynamoDB table, shared by all environments of a function. */
public final class DynamoDbPushBudget implements PushBudget {

    // A reservation is one write of one of two kinds: behind the earlier reservations, or from now on. The condition of
    // each fails where the other kind is right, and the old item of the failure decides. The first attempt is of the
    // kind that was right the last time.

    private static final Map<String, AttributeValue> KEY =
            Map.of(Items.PK, AttributeValue.fromS("pushes"), Items.SK, AttributeValue.fromS("budget"));
    private static final String RESERVED_UNTIL = "reservedUntil";
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private volatile boolean wasReserved;

    public DynamoDbPushBudget(DynamoDbClient dynamoDb, String table) {
        this.dynamoDb = dynamoDb;
        this.table = table;
    }

    @Override
    public Optional<Instant> reserve(Duration time, Instant now, Instant latest) {
        if (latest.isBefore(now)) {
            return Optional.empty();
        }
        boolean isReserved = wasReserved;
        while (true) {
            UpdateItemRequest request = isReserved ? behindOthers(time, now, latest) : fromNow(time, now);
            try {
                Map<String, AttributeValue> item = Items.call(
                                "reserving push budget", () -> dynamoDb.updateItem(request))
                        .attributes();
                wasReserved = isReserved;
                return Optional.of(reservedUntil(item).minus(time));
            } catch (ConditionalCheckFailedException failed) {
                isReserved = failed.hasItem() && PushBudget.isReserved(reservedUntil(failed.item()), now);
                if (isReserved && reservedUntil(failed.item()).isAfter(latest)) {
                    return Optional.empty();
                }
            }
        }
    }

    private UpdateItemRequest behindOthers(Duration time, Instant now, Instant latest) {
        return update("SET reservedUntil = reservedUntil + :time")
                .conditionExpression("reservedUntil BETWEEN :now AND :latest")
                .expressionAttributeValues(
                        Map.of(":time", Items.number(time.toNanos()), ":now", nanos(now), ":latest", nanos(latest)))
                .build();
    }

    private UpdateItemRequest fromNow(Duration time, Instant now) {
        return update("SET reservedUntil = :until")
                .conditionExpression(
                        "attribute_not_exists(reservedUntil) OR reservedUntil < :now OR reservedUntil > :farthest")
                .expressionAttributeValues(Map.of(
                        ":until", nanos(now.plus(time)), ":now", nanos(now), ":farthest", nanos(now.plus(FARTHEST))))
                .build();
    }

    @Override
    public void pauseUntil(Instant time) {
        UpdateItemRequest request = update("SET reservedUntil = :until")
                .conditionExpression("attribute_not_exists(reservedUntil) OR reservedUntil < :until")
                .expressionAttributeValues(Map.of(":until", nanos(time)))
                .build();
        try {
            Items.call("pausing pushes", () -> dynamoDb.updateItem(request));
        } catch (ConditionalCheckFailedException reservedForLonger) {
            // The next reservation begins at a later time.
        }
    }

    private UpdateItemRequest.Builder update(String expression) {
        return UpdateItemRequest.builder()
                .tableName(table)
                .key(KEY)
                .updateExpression(expression)
                .returnValues(ReturnValue.UPDATED_NEW)
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD);
    }

    private static Instant reservedUntil(Map<String, AttributeValue> item) {
        return Instant.ofEpochSecond(0, Items.number(item, RESERVED_UNTIL));
    }

    private static AttributeValue nanos(Instant instant) {
        return Items.number(
                Math.addExact(Math.multiplyExact(instant.getEpochSecond(), NANOS_PER_SECOND), instant.getNano()));
    }
}
