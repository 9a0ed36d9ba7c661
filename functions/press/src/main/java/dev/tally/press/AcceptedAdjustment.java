package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.Adjustment;
import dev.tally.counter.Receipt;
import java.time.Instant;

/** The promise: the queue has the adjustment, and it will be counted once. */
record AcceptedAdjustment(
        @JsonProperty("counter") String counter,
        @JsonProperty("clickId") String clickId,
        @JsonProperty("delta") long delta,
        @JsonProperty("acceptedAt") String acceptedAt,
        @JsonProperty("epoch") String epoch,
        @JsonProperty("receipt") ReceiptView receipt) {

    static AcceptedAdjustment of(Adjustment adjustment, Receipt receipt, Instant acceptedAt) {
        return new AcceptedAdjustment(
                adjustment.counter().value(),
                adjustment.id().toString(),
                adjustment.delta(),
                acceptedAt.toString(),
                receipt.epoch().value(),
                ReceiptView.of(receipt));
    }
}
