package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.Change;
import dev.tally.counter.Receipt;
import dev.tally.counter.Total;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

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

    /** A click that is counted, with a count that includes it. */
    record Counted(
            @JsonProperty("counter") String counter,
            @JsonProperty("clickId") String clickId,
            @JsonProperty("delta") long delta,
            @JsonProperty("acceptedAt") String acceptedAt,
            @JsonProperty("epoch") String epoch,
            @JsonProperty("receipt") ReceiptView receipt,
            @JsonProperty("count") long count,
            @JsonProperty("version") long version,
            @JsonProperty("updatedAt") @Nullable String updatedAt) {

        static Counted of(AcceptedClick click, Total total) {
            return new Counted(
                    click.counter,
                    click.clickId,
                    click.delta,
                    click.acceptedAt,
                    click.epoch,
                    click.receipt,
                    total.count(),
                    total.version(),
                    Objects.toString(total.updatedAt(), null));
        }
    }
}
