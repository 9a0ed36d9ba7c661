package dev.tally.counter;

import java.time.Instant;
import java.util.List;
import java.util.SortedMap;

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

    /**
     * The tallies of every shard of a counter that was ever clicked, as of now.
     *
     * @return by the shard's name, such as {@code eu-central-1#0}
     */
    SortedMap<String, Tally> shards(CounterId counter);

    /** The tallies of {@link #shards}. */
    default List<Tally> tallies(CounterId counter) {
        return List.copyOf(shards(counter).values());
    }
}
