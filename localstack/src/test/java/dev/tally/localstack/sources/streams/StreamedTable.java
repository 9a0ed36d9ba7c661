package dev.tally.localstack.sources.streams;

import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.StreamViewType;

/** The table of one test, with a stream. */
record StreamedTable(DynamoDbClient dynamoDb, String name) {

    static StreamedTable create(DynamoDbClient dynamoDb) {
        StreamedTable table = new StreamedTable(dynamoDb, "table-" + UUID.randomUUID());
        table.create();
        return table;
    }

    void create() {
        dynamoDb.createTable(create -> create.tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text("pk"), text("sk"))
                .keySchema(key("pk", KeyType.HASH), key("sk", KeyType.RANGE))
                .streamSpecification(
                        stream -> stream.streamEnabled(true).streamViewType(StreamViewType.NEW_AND_OLD_IMAGES)));
    }

    void delete() {
        dynamoDb.deleteTable(delete -> delete.tableName(name));
    }

    void put(String pk, String sk, int n) {
        Map<String, AttributeValue> item = Map.of(
                "pk", AttributeValue.fromS(pk),
                "sk", AttributeValue.fromS(sk),
                "n", AttributeValue.fromN(Integer.toString(n)));
        dynamoDb.putItem(put -> put.tableName(name).item(item));
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType("S")
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
