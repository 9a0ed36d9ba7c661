package dev.tally.counter;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/** A store of tallies. Every call throws {@link StoreUnavailableException} if the store does not answer in time. */
public interface TallyStore {

    /** The most voters of one increment: a transaction has at most 100 actions, and the shard needs one. */
    int MAX_VOTERS = 99;

    /** The result of an addition. */
    sealed interface Outcome {

        /** The result of the call that added the increment; no earlier call did. */
        record Added() implements Outcome {}

        /**
         * The result of a call that added nothing, because part or all of the increment was counted before, or because its
         * reset is not above the shard's.
         *
         * @param watermark the highest sequence number of this queue that the shard has counted, null if none
         * @param generation the generation of the highest reset that the shard has received, null if none
         */
        record Behind(@Nullable SequenceNumber watermark, @Nullable ClickId generation) implements Outcome {

            /** Creates the result of a shard without resets. */
            public Behind(SequenceNumber watermark) {
                this(watermark, null);
            }
        }

        /**
         * The result of a call that added nothing. The shard or a vote is not as the planner read it, or is being
         * written. The caller reads the state and plans again.
         */
        record Outdated() implements Outcome {}
    }

    /**
     * Adds the whole increment in one atomic step, or nothing. The shard's watermark must be below the increment's first
     * number, and the generation of the shard below that of the increment's reset. If the increment has votes, the
     * generation and each voter's stored vote must be those that the planner read, and {@link VoteSums#hold} must not
     * hold the shard.
     */
    Outcome add(Increment increment, Instant now);

    /**
     * Returns the state of a shard for the planner, as of now. Shard and votes may be of different moments.
     *
     * @param queue the name of the queue of the watermark
     * @param voters their stored votes are read, at most {@value #MAX_VOTERS}
     */
    ShardState state(Shard shard, String queue, Set<Voter> voters);

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
