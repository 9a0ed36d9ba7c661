package dev.tally.system.kit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/** The purpose of a DynamoDB call, and the request units that it consumed. */
public final class CallKind {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Set<String> METERED = Set.of(
            "GetItem",
            "BatchGetItem",
            "Query",
            "UpdateItem",
            "PutItem",
            "DeleteItem",
            "BatchWriteItem",
            "TransactWriteItems");
    /** The kind of a read of the hot list. */
    public static final String READ_HOT_LIST = "read hot list";

    private static final Set<String> READS = Set.of("GetItem", "BatchGetItem", "Query");
    private static final Map<String, String> KINDS = kinds();

    private CallKind() {}

    /** Returns the body of a call with a request for its consumed units. */
    static Buffer withConsumedCapacity(String operation, Buffer body) {
        return METERED.contains(operation)
                ? Buffer.buffer("{\"ReturnConsumedCapacity\":\"TOTAL\",").appendBuffer(body.slice(1, body.length()))
                : body;
    }

    /** Returns the kind of a call, such as {@code write shard}. */
    static String of(String target, Buffer body) {
        String text = body.toString();
        for (Map.Entry<String, String> kind : KINDS.entrySet()) {
            if (text.contains(kind.getKey())) {
                return kind.getValue();
            }
        }
        return "other: " + target.substring(target.indexOf('.') + 1);
    }

    /** Returns whether calls of a kind consume read units, and not write units. */
    public static boolean reads(String kind) {
        return kind.startsWith("read ") || READS.contains(kind.replace("other: ", ""));
    }

    /**
     * Returns the request units of a call: those that its answer reports, or those that AWS bills for its items of up to
     * 1 KB. DynamoDB Local reports two units for a whole transaction, and none for an item that does not exist.
     *
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html">DynamoDB
     *     read and write operations</a>
     */
    static double capacity(Buffer request, Buffer answer) {
        try {
            JsonNode call = JSON.readTree(request.getBytes());
            double units = 2.0 * call.path("TransactItems").size();
            for (JsonNode table : call.path("RequestItems")) {
                units += table.path("Keys").size()
                        * (table.path("ConsistentRead").asBoolean() ? 1 : 0.5);
            }
            return units > 0 ? units : reported(answer);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static double reported(Buffer answer) {
        try {
            JsonNode consumed = JSON.readTree(answer.getBytes()).path("ConsumedCapacity");
            double units = consumed.path("CapacityUnits").asDouble();
            for (JsonNode table : consumed.isArray() ? consumed : JSON.createArrayNode()) {
                units += table.path("CapacityUnits").asDouble();
            }
            return units;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Map<String, String> kinds() {
        Map<String, String> kinds = new LinkedHashMap<>();
        kinds.put("\"pk\":{\"S\":\"hot\"}", READ_HOT_LIST);
        kinds.put("\"TransactItems\"", "write votes");
        kinds.put("\"pk\":{\"S\":\"vote#", "read votes");
        kinds.put("ADD writes :one", "write shard");
        kinds.put("SET #count", "write total");
        kinds.put("SET version", "write history");
        kinds.put("ADD touches", "write total (touch)");
        kinds.put("SET touchAt", "write total (touch)");
        kinds.put("SET viewers", "write total (viewers)");
        kinds.put("SET reservedUntil", "write push budget");
        kinds.put("\"PutRequest\"", "write viewer");
        kinds.put("\"DeleteRequest\"", "write viewer");
        kinds.put("\":pk\":{\"S\":\"shards#", "read shards");
        kinds.put("\"UpdateExpression\":\" REMOVE ", "write shard (sweep)");
        kinds.put("\"pk\":{\"S\":\"shards#", "read shard");
        kinds.put("\"viewers#", "read viewers");
        kinds.put("\"total#", "read total");
        kinds.put("\"history#", "read history");
        return kinds;
    }
}
