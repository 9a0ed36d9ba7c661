package dev.tally.counter.dynamodb;

import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.ResetStore;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.UpdateItemRequest;

/** Generations of resets as items of a DynamoDB table, with a partition key beside that of the shards. */
public final class DynamoDbResetStore implements ResetStore {

    private static final String PARTITION_PREFIX = "reset#";

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final String region;

    public DynamoDbResetStore(DynamoDbClient dynamoDb, String table, String region) {
        this.dynamoDb = dynamoDb;
        this.table = table;
        this.region = region;
    }

    @Override
    public ClickId begin(CounterId counter, ClickId generation) {
        UpdateItemRequest update = UpdateItemRequest.builder()
                .tableName(table)
                .key(Map.of(
                        Items.PK, AttributeValue.fromS(PARTITION_PREFIX + counter),
                        Items.SK, AttributeValue.fromS(region)))
                .updateExpression("SET generation = :generation")
                .conditionExpression("attribute_not_exists(generation) OR generation <= :generation")
                .expressionAttributeValues(Map.of(":generation", AttributeValue.fromS(generation.toString())))
                .returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD)
                .build();
        try {
            Items.call("beginning a reset", () -> dynamoDb.updateItem(update));
            return generation;
        } catch (ConditionalCheckFailedException superseded) {
            return Items.read(superseded.item(), item -> ClickId.parse(Items.text(item, ShardItem.GENERATION)));
        }
    }
}
