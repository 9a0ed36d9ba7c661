package dev.tally.localstack.cloud.units;

import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A call that reads or writes items.
 *
 * @param operation such as {@code UpdateItem}
 * @param targets its items, in their order
 */
record TableCall(String operation, JsonObject body, List<Target> targets) {

    /** The partition key of every table in {@code infra/stack.yaml}. */
    static final String PARTITION_KEY = "pk";

    // The units of an item of up to 1 KB for a write, and up to 4 KB for a read:
    // https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
    private static final double WRITE = 1;
    private static final double TRANSACTED_WRITE = 2;
    private static final double READ = 0.5;
    private static final double CONSISTENT_READ = 1;

    private static final Pattern EQUALITY = Pattern.compile("(#?\\w+)\\s*=\\s*(:\\w+)");

    /** Returns a call, with no targets if the operation is not limited. */
    static TableCall of(String operation, JsonObject body) {
        List<Target> targets =
                switch (operation) {
                    case "GetItem" -> List.of(read(body, key(body.getJsonObject("Key"))));
                    case "PutItem" -> List.of(write(body, body.getJsonObject("Item"), WRITE));
                    case "UpdateItem", "DeleteItem" -> List.of(write(body, body.getJsonObject("Key"), WRITE));
                    case "Query" -> List.of(read(body, queried(body)));
                    case "Scan" -> List.of(read(body, null));
                    case "TransactWriteItems" -> transacted(body);
                    case "BatchGetItem" -> batch(body, false);
                    case "BatchWriteItem" -> batch(body, true);
                    default -> List.of();
                };
        return new TableCall(operation, body, targets);
    }

    boolean isTransaction() {
        return operation.equals("TransactWriteItems");
    }

    /** Returns whether DynamoDB returns the throttled items, and performs the call for the others. */
    boolean isBatch() {
        return operation.startsWith("Batch");
    }

    /** Returns the elements of one table in a batch. */
    static JsonArray elements(JsonObject requests, String table, boolean write) {
        return write
                ? requests.getJsonArray(table)
                : requests.getJsonObject(table).getJsonArray("Keys");
    }

    private static List<Target> batch(JsonObject body, boolean write) {
        JsonObject requests = body.getJsonObject("RequestItems");
        List<Target> targets = new ArrayList<>();
        for (String table : requests.fieldNames()) {
            for (Object element : elements(requests, table, write)) {
                JsonObject item = write ? written((JsonObject) element) : (JsonObject) element;
                targets.add(new Target(table, key(item), write, write ? WRITE : reads(requests.getJsonObject(table))));
            }
        }
        return targets;
    }

    private static JsonObject written(JsonObject request) {
        JsonObject put = request.getJsonObject("PutRequest");
        return put == null ? request.getJsonObject("DeleteRequest").getJsonObject("Key") : put.getJsonObject("Item");
    }

    private static List<Target> transacted(JsonObject body) {
        List<Target> targets = new ArrayList<>();
        for (Object element : body.getJsonArray("TransactItems")) {
            JsonObject item = (JsonObject) element;
            JsonObject action = item.getJsonObject(item.fieldNames().iterator().next());
            JsonObject put = action.getJsonObject("Item");
            targets.add(write(action, put == null ? action.getJsonObject("Key") : put, TRANSACTED_WRITE));
        }
        return targets;
    }

    private static Target write(JsonObject action, JsonObject item, double least) {
        return new Target(action.getString("TableName"), key(item), true, least);
    }

    private static Target read(JsonObject body, @Nullable String key) {
        return new Target(body.getString("TableName"), key, false, reads(body));
    }

    private static double reads(JsonObject body) {
        return body.getBoolean("ConsistentRead", false) ? CONSISTENT_READ : READ;
    }

    private static @Nullable String key(JsonObject item) {
        return text(item.getJsonObject(PARTITION_KEY));
    }

    /** Returns the partition key that a query names, in any order of its conditions. */
    private static @Nullable String queried(JsonObject body) {
        JsonObject names = body.getJsonObject("ExpressionAttributeNames", new JsonObject());
        Matcher equality = EQUALITY.matcher(body.getString("KeyConditionExpression", ""));
        while (equality.find()) {
            String name = equality.group(1);
            if (PARTITION_KEY.equals(names.getString(name, name))) {
                return text(body.getJsonObject("ExpressionAttributeValues").getJsonObject(equality.group(2)));
            }
        }
        return null;
    }

    /** Returns the value of an attribute such as {@code {"S":"total#likes"}}. */
    private static @Nullable String text(@Nullable JsonObject attribute) {
        return attribute == null || attribute.isEmpty()
                ? null
                : String.valueOf(
                        attribute.getValue(attribute.fieldNames().iterator().next()));
    }
}
