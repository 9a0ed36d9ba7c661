package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.Change;
import dev.tally.counter.Receipt;
import java.time.Instant;

/** The promise: the queue has the click or the adjustment, and it will be counted once. */
record AcceptedClick(
        @JsonProperty("counter") String counter,
        @JsonProperty("clickId") String clickId,
        @JsonProperty("delta") long delta,
        @JsonProperty("acceptedAt") String acceptedAt,
        @JsonProperty("epoch") String epoch,
        @JsonProperty("receipt") ReceiptView receipt) {

    static AcceptedClick of(Change change, Receipt receipt, Instant acceptedAt) {
        return new AcceptedClick(
                change.counter().value(),
                change.id().toString(),
                change.amount(),
                acceptedAt.toString(),
                receipt.epoch().value(),
                ReceiptView.of(receipt));
    }
}
