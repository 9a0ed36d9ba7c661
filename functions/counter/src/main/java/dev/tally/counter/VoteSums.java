package dev.tally.counter;

import java.time.Instant;

/**
 * The sums that shards keep of their votes, for a rebuild from the stored votes. Every call throws {@link
 * StoreUnavailableException} if the store does not answer in time.
 */
public interface VoteSums {

    /**
     * The sum of the votes of a shard, and their numbers.
     *
     * @param total the sum of the values of all voters
     */
    record Sums(long total, VoterCount voters) {

        public static final Sums NONE = new Sums(0, VoterCount.NONE);

        public Sums plus(int value) {
            return new Sums(total + value, voters.plus(VoterCount.change(0, value)));
        }
    }

    /**
     * Holds the votes of a shard back until a time: no vote is counted before. Changes no sum.
     *
     * @return the tally of the shard, after every write that began before
     */
    Tally hold(Shard shard, Instant until);

    /**
     * Replaces the sums of a shard and ends the hold, if nothing was counted since.
     *
     * @param writes the number of writes of the shard at that time, 0 for a shard that did not exist
     * @return whether the sums were replaced
     */
    boolean replace(Shard shard, long writes, Sums sums, Instant now);
}
