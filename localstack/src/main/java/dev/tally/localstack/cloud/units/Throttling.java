package dev.tally.localstack.cloud.units;

import dev.tally.localstack.quota.Quota;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The answers of DynamoDB to throttled calls on a table on demand.
 *
 * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/throttling-diagnosing-workflow.html">
 *     DynamoDB: throttling exceptions and their reasons</a>
 */
final class Throttling {

    private static final String HOT_KEY = "Throughput exceeds the current capacity of your table or index. DynamoDB is"
            + " automatically scaling your table or index so please try again shortly. If exceptions persist, check if"
            + " you have a hot key:"
            + " https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/bp-partition-key-design.html";
    private static final String TABLE = "Throughput exceeds the current throughput limit for your account. Please"
            + " contact AWS Support at https://aws.amazon.com/support request a limit increase";

    private Throttling() {}

    /** Returns the body of the answer to a call that a quota stops. */
    static JsonObject of(Quota quota, Target target) {
        return JsonObject.of(
                "__type", type(quota),
                "message", message(quota),
                "ThrottlingReasons",
                        new JsonArray()
                                .add(JsonObject.of(
                                        "reason",
                                        reason(quota),
                                        "resource",
                                        "arn:aws:dynamodb:::table/" + target.table())));
    }

    /**
     * Returns the body of the answer to a transaction.
     *
     * @param quotas the used-up quota of each of its items, null for none
     * @see <a href="https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html">
     *     TransactWriteItems: cancellation reasons</a>
     */
    static JsonObject ofTransaction(List<@Nullable Quota> quotas) {
        JsonArray reasons = new JsonArray();
        JsonArray codes = new JsonArray();
        for (Quota quota : quotas) {
            JsonObject reason = quota == null
                    ? JsonObject.of("Code", "None")
                    : JsonObject.of("Code", "ThrottlingError", "Message", message(quota));
            reasons.add(reason);
            codes.add(reason.getString("Code"));
        }
        String codeList = String.join(", ", codes.stream().map(String::valueOf).toList());
        return JsonObject.of(
                "__type",
                "com.amazonaws.dynamodb.v20120810#TransactionCanceledException",
                "Message",
                "Transaction cancelled, please refer cancellation reasons for specific reasons [" + codeList + "]",
                "CancellationReasons",
                reasons);
    }

    private static boolean isOfTable(Quota quota) {
        return quota == Quota.WRITE_UNITS_PER_TABLE || quota == Quota.READ_UNITS_PER_TABLE;
    }

    private static String type(Quota quota) {
        return isOfTable(quota)
                ? "com.amazonaws.dynamodb.v20120810#RequestLimitExceeded"
                : "com.amazon.coral.availability#ThrottlingException";
    }

    private static String message(Quota quota) {
        return isOfTable(quota) ? TABLE : HOT_KEY;
    }

    private static String reason(Quota quota) {
        boolean write = quota == Quota.WRITE_UNITS_PER_TABLE || quota == Quota.WRITE_UNITS_PER_PARTITION_KEY;
        return "Table" + (write ? "Write" : "Read")
                + (isOfTable(quota) ? "AccountLimitExceeded" : "KeyRangeThroughputExceeded");
    }
}
