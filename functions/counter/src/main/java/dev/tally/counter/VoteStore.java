package dev.tally.counter;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A store of the votes of a region, by voter. Every call throws {@link StoreUnavailableException} if the store does not
 * answer in time.
 */
public interface VoteStore {

    /**
     * A stored vote with its place.
     *
     * @param region the region in which the vote was accepted
     */
    record Located(Voter voter, CounterId counter, String region, CastVote vote) {}

    /**
     * A part of the votes of a counter.
     *
     * @param next the start of the next part, empty if there is none
     */
    record Page(List<Located> votes, Optional<String> next) {}

    /** Returns the stored votes of a voter in this region; a counter without one is missing. */
    Map<CounterId, CastVote> find(Voter voter, Set<CounterId> counters);

    /** Returns all stored votes of a voter, in every region. */
    List<Located> ofVoter(Voter voter);

    /** Deletes a stored vote of this region if its value is 0. Returns whether the vote is gone. */
    boolean deleteZero(Voter voter, CounterId counter);

    /**
     * Returns a part of the stored votes of a counter, in every region. It reads the whole table.
     *
     * @param start of the part, empty for the first one
     */
    Page ofCounter(CounterId counter, Optional<String> start);
}
