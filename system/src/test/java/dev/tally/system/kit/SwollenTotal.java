package dev.tally.system.kit;

import dev.tally.counter.Epoch;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The total of a counter with so much padding that DynamoDB rejects each publication. */
public final class SwollenTotal {

    /** Just below DynamoDB's limit for an item, 400 KB. */
    private static final int PADDING = 409_500;

    private final DynamoDbClient dynamoDb;
    private final String table;
    private final Map<String, AttributeValue> key;

    private SwollenTotal(TestStack stack, String counter) {
        this.dynamoDb = stack.stack().cloud().dynamoDb();
        this.table = stack.stack().resources().tableName("counters");
        this.key = Map.of(
                "pk", AttributeValue.fromS("total#" + counter),
                "sk", AttributeValue.fromS(new Epoch(stack.stack().epoch()).region()));
    }

    /** Adds the padding to the total of a counter that was never clicked. */
    public static SwollenTotal of(TestStack stack, String counter) {
        SwollenTotal swollen = new SwollenTotal(stack, counter);
        swollen.dynamoDb.updateItem(update -> update.tableName(swollen.table)
                .key(swollen.key)
                .updateExpression("SET padding = :padding")
                .expressionAttributeValues(Map.of(":padding", AttributeValue.fromS("x".repeat(PADDING)))));
        return swollen;
    }

    /** Removes the padding. */
    public void repair() {
        dynamoDb.updateItem(update -> update.tableName(table).key(key).updateExpression("REMOVE padding"));
    }
}
