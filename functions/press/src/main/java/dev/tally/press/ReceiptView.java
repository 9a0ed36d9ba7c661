package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.Receipt;

/**
 * A receipt in an answer, beside its epoch.
 *
 * @param shard such as {@code eu-central-1#0}
 * @param sequence decimal text, because it has more digits than a JSON number keeps
 */
record ReceiptView(@JsonProperty("shard") String shard, @JsonProperty("sequence") String sequence) {

    static ReceiptView of(Receipt receipt) {
        return new ReceiptView(receipt.shard(), receipt.sequence().toString());
    }
}
