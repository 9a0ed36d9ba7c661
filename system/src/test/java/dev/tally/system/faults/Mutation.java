package dev.tally.system.faults;

import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.system.kit.AwsProxy.Call;
import io.vertx.core.buffer.Buffer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** A broken rule of exactly-once, which the suite must detect. */
enum Mutation {
    NONE,
    /** Shards are written without a comparison with the watermark. */
    NO_WATERMARK,
    /** Clients retry under a new key. */
    NEW_KEY_FOR_EACH_TRY;

    private static final JsonMapper JSON = new JsonMapper();

    /** Returns the body of a DynamoDB call under this mutation. */
    Buffer rewrite(Call call, Buffer body) {
        return this == NO_WATERMARK && call.kind().equals("write shard") ? unconditional(body) : body;
    }

    private static Buffer unconditional(Buffer body) {
        try {
            ObjectNode request = (ObjectNode) JSON.readTree(body.getBytes());
            request.remove("ConditionExpression");
            request.remove("ReturnValuesOnConditionCheckFailure");
            ((ObjectNode) request.get("ExpressionAttributeValues")).remove(":first");
            return Buffer.buffer(JSON.writeValueAsBytes(request));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
