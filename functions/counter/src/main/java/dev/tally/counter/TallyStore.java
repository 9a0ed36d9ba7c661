package dev.tally.counter;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/** A store of tallies. Every call throws {@link StoreUnavailableException} if the store does not answer in time. */
public interface TallyStore {

    /** The result of an addition. */
    sealed interface Outcome {

        /** The result of the call that added the increment; no earlier call did. */
        record Added() implements Outcome {}

        /**
         * The result of a call that added nothing, because part or all of the increment was counted before.
         *
         * @param watermark the highest sequence number of this queue that the shard has counted
         */
        record Behind(SequenceNumber watermark) implements Outcome {}
    }

    /** Adds the whole increment in one atomic step if the shard's watermark is below its first number, else nothing. */
    Outcome add(Increment increment, Instant now);

    /** Returns the tally of a shard as of now, empty if it never counted a click. */
    Optional<Tally> find(Shard shard);

    /**
     * Returns the tallies of all shards of a counter that ever counted a click, as of now.
     *
     * @return the tallies by the name of their shard, such as {@code eu-central-1#0}
     */
    SortedMap<String, Tally> shards(CounterId counter);

    /** Returns the tallies of {@link #shards}. */
    default List<Tally> tallies(CounterId counter) {
        return List.copyOf(shards(counter).values());
    }
}
