package dev.tally.system.faults;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.system.kit.AwsProxy.Call;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** A broken rule of exactly-once, which the suite must detect. */
enum Mutation {
    NONE,
    /** Shards are written without a comparison with the watermark. */
    NO_WATERMARK,
    /** Clients retry under a new key. */
    NEW_KEY_FOR_EACH_TRY,
    /** Votes are written before their shard, and not in one transaction with it. */
    VOTES_BEFORE_SHARD,
    /** The shard of a click follows from the number of shards at the time of the call, not at that of its id. */
    SHARDS_AT_HANDLING;

    private static final JsonMapper JSON = new JsonMapper();

    /** Returns a pattern of the failures that detect it. */
    String evidence() {
        // A reset removes a wrong vote from the count, but not from the history.
        return this == VOTES_BEFORE_SHARD ? "the count is|sum of the history" : "the count is";
    }

    /** Returns the bodies as which a DynamoDB call is sent under this mutation, one after the other. */
    List<Buffer> rewrite(Call call, Buffer body) {
        if (this == NO_WATERMARK && call.kind().equals("write shard")) {
            return List.of(unconditional(read(body)));
        }
        if (this == VOTES_BEFORE_SHARD && call.kind().equals("write votes")) {
            return transactions(read(body));
        }
        return List.of(body);
    }

    private static Buffer unconditional(ObjectNode request) {
        request.remove("ConditionExpression");
        request.remove("ReturnValuesOnConditionCheckFailure");
        ((ObjectNode) request.get("ExpressionAttributeValues")).remove(":first");
        return write(request);
    }

    /** Returns a transaction for each action, the one of the shard last. */
    private static List<Buffer> transactions(ObjectNode request) {
        List<Buffer> bodies = new ArrayList<>();
        for (JsonNode action : request.get("TransactItems")) {
            ObjectNode single = JSON.createObjectNode();
            single.putArray("TransactItems").add(action);
            bodies.add(action.has("Put") ? 0 : bodies.size(), write(single));
        }
        return bodies;
    }

    private static ObjectNode read(Buffer body) {
        try {
            return (ObjectNode) JSON.readTree(body.getBytes());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static Buffer write(ObjectNode request) {
        return Buffer.buffer(request.toString());
    }
}
