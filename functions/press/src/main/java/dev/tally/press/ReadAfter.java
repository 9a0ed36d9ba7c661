package dev.tally.press;

import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.Receipt;
import dev.tally.counter.Shard;
import dev.tally.counter.TallyStore;
import dev.tally.counter.Total;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;

/** The read of a count that includes the click of a receipt. */
@Singleton
class ReadAfter {

    /** The name of the query parameter. */
    static final String PARAMETER = "after";

    private final AwaitClick awaitClick;
    private final TallyStore tallies;
    private final Epoch epoch;
    private final ShardCounts shards;

    ReadAfter(AwaitClick awaitClick, TallyStore tallies, PressSettings settings, ShardCounts shards) {
        this.awaitClick = awaitClick;
        this.tallies = tallies;
        this.epoch = new Epoch(settings.epoch());
        this.shards = shards;
    }

    /**
     * Parses a receipt.
     *
     * @throws ProblemException 400 if the text is no receipt, 409 if the receipt is of another epoch
     */
    Receipt parse(String text) {
        Receipt receipt;
        try {
            receipt = Receipt.parse(text);
        } catch (IllegalArgumentException broken) {
            throw invalid("after must be " + Receipt.RULE + ": " + broken.getMessage());
        }
        if (!receipt.epoch().equals(epoch)) {
            throw new ProblemException(Problem.ofField(
                    ProblemType.ANOTHER_EPOCH,
                    PARAMETER,
                    "after is of epoch " + receipt.epoch() + ", but the count is of epoch " + epoch
                            + ": drop the receipt, and read the counter without after"));
        }
        return receipt;
    }

    /**
     * Returns the sum of the shards once it includes the receipt's click.
     *
     * @param lastCall the time by the ticker after which no read may begin
     * @return empty if the click is not counted in time
     *
     * @throws ProblemException 400 if the counter has no such shard
     */
    Optional<Total> read(CounterId counter, Receipt receipt, Duration wait, long lastCall) {
        Shard shard = Shard.ofName(counter, receipt.shard(), epoch.region())
                .orElseThrow(() -> unknownShard(counter, receipt.shard()));
        Optional<Total> counted = awaitClick.ofReceipt(shard, receipt.sequence(), wait, lastCall);
        if (counted.isEmpty()
                && shard.index() >= shards.most(counter)
                && tallies.find(shard).isEmpty()) {
            throw unknownShard(counter, receipt.shard());
        }
        return counted;
    }

    private ProblemException unknownShard(CounterId counter, String shard) {
        return invalid("after must name a shard of " + counter + " in " + epoch.region() + ", such as " + epoch.region()
                + "#0, not '" + Problem.shorten(shard) + "'");
    }

    private static ProblemException invalid(String detail) {
        return new ProblemException(Problem.ofField(ProblemType.INVALID_QUERY, PARAMETER, detail));
    }
}
