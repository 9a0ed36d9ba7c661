package dev.tally.counter;

import java.time.Instant;
import java.util.List;

/** Where tallies are kept. Every call throws {@link StoreUnavailableException} if the store does not answer in time. */
public interface TallyStore {

    /** How an addition ended. */
    sealed interface Outcome {

        /** The increment was added, now or never before. */
        record Added() implements Outcome {}

        /**
         * Nothing was added: part or all of the increment had been counted.
         *
         * @param watermark the highest number counted of this queue
         */
        record Behind(SequenceNumber watermark) implements Outcome {}
    }

    /** Adds all of the increment in one atomic step if the shard's watermark is below its first number, else nothing. */
    Outcome add(Increment increment, Instant now);

    /** The tallies of every shard of a counter that was ever clicked, as of now and in no order. */
    List<Tally> tallies(CounterId counter);
}
