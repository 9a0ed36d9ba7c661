package dev.tally.counter;

import java.util.Map;

/**
 * The votes of one write of a shard.
 *
 * @param read the state of the shard and the votes that the planner read
 * @param voters the change in the number of voters, since the write's reset if it has one
 * @param votes the new vote of each voter, which may have the old value
 */
public record VoteChanges(ShardState read, VoterCount voters, Map<Voter, CastVote> votes) {

    public static final VoteChanges NONE = new VoteChanges(ShardState.UNKNOWN, VoterCount.NONE, Map.of());
}
