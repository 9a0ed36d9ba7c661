package dev.tally.localstack.cloud;

import dev.tally.localstack.spec.StackSpec;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.CreateTableRequest;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

/** The creation of the tables that do not exist yet. */
final class TableCreation {

    private static final String PREFIX = "tally-";

    private final DynamoDbClient dynamoDb;

    private TableCreation(DynamoDbClient dynamoDb) {
        this.dynamoDb = dynamoDb;
    }

    static Map<String, String> create(DynamoDbClient dynamoDb, Map<String, StackSpec.Table> specs) {
        TableCreation creation = new TableCreation(dynamoDb);
        Map<String, String> names = new HashMap<>();
        specs.forEach((logical, spec) -> names.put(logical, creation.create(PREFIX + logical, spec)));
        return names;
    }

    /** Deletes the table of connections, because a restart closed them all. */
    static void deleteConnections(DynamoDbClient dynamoDb) {
        String name = PREFIX + "connections";
        try {
            dynamoDb.deleteTable(delete -> delete.tableName(name));
            dynamoDb.waiter().waitUntilTableNotExists(described -> described.tableName(name));
        } catch (ResourceNotFoundException newFolder) {
            // Nothing to delete.
        }
    }

    private String create(String name, StackSpec.Table spec) {
        try {
            dynamoDb.createTable(request(name, spec));
        } catch (ResourceInUseException found) {
            return name;
        }
        dynamoDb.waiter().waitUntilTableExists(described -> described.tableName(name));
        dynamoDb.updateTimeToLive(update -> update.tableName(name)
                .timeToLiveSpecification(ttl -> ttl.enabled(true).attributeName(spec.timeToLiveAttribute())));
        return name;
    }

    private static CreateTableRequest request(String name, StackSpec.Table spec) {
        CreateTableRequest.Builder request = CreateTableRequest.builder()
                .tableName(name)
                .billingMode(BillingMode.PAY_PER_REQUEST)
                .attributeDefinitions(text(spec.partitionKey()), text(spec.sortKey()))
                .keySchema(key(spec.partitionKey(), KeyType.HASH), key(spec.sortKey(), KeyType.RANGE));
        String view = spec.stream();
        if (view != null) {
            request.streamSpecification(stream -> stream.streamEnabled(true).streamViewType(view));
        }
        return request.build();
    }

    private static AttributeDefinition text(String name) {
        return AttributeDefinition.builder()
                .attributeName(name)
                .attributeType(ScalarAttributeType.S)
                .build();
    }

    private static KeySchemaElement key(String name, KeyType type) {
        return KeySchemaElement.builder().attributeName(name).keyType(type).build();
    }
}
