package dev.tally.system.kit;

import io.vertx.core.buffer.Buffer;
import java.util.List;

/** The invalid publications of some counters. DynamoDB rejects each at the price of one unit, and the SDK does not retry it. */
public final class UnpublishableTotals {

    private UnpublishableTotals() {}

    /** Makes every further publication of some counters invalid, on a stack with a proxy before DynamoDB. */
    public static void of(TestStack stack, List<String> counters) {
        List<String> keys =
                counters.stream().map(counter -> "\"total#" + counter + "\"").toList();
        stack.dynamoDb()
                .rewrite((call, body) -> List.of(
                        call.kind().equals("write total") && keys.stream().anyMatch(body.toString()::contains)
                                ? Buffer.buffer(body.toString().replace("SET #count", "SET #invalid"))
                                : body));
    }
}
