package dev.tally.press;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import dev.tally.counter.Receipt;
import dev.tally.counter.Vote;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The promise: the queue has the vote, and it will be counted once. It does not name the voter.
 *
 * @param value the new value, null if claps are added
 * @param add the added claps, null if the vote sets a value
 */
record AcceptedVote(
        @JsonProperty("counter") String counter,
        @JsonProperty("clickId") String clickId,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("value") @Nullable Integer value,
        @JsonInclude(JsonInclude.Include.NON_NULL) @JsonProperty("add") @Nullable Integer add,
        @JsonProperty("acceptedAt") String acceptedAt,
        @JsonProperty("epoch") String epoch,
        @JsonProperty("receipt") ReceiptView receipt) {

    static AcceptedVote of(Vote vote, Receipt receipt, Instant acceptedAt) {
        boolean adds = vote.add() > 0;
        return new AcceptedVote(
                vote.counter().value(),
                vote.id().toString(),
                adds ? null : vote.value(),
                adds ? vote.add() : null,
                acceptedAt.toString(),
                receipt.epoch().value(),
                ReceiptView.of(receipt));
    }
}
