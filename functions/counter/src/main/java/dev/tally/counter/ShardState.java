package dev.tally.counter;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of a shard as its planner knows it.
 *
 * @param watermark the highest number of the queue that is known to be counted, null if none is known
 * @param generation the generation of the highest reset that is known to be received, null if none is known
 * @param minutes the minutes that the shard is known to keep
 * @param votes the stored votes of the voters in the batch
 */
public record ShardState(
        @Nullable SequenceNumber watermark, @Nullable ClickId generation, Minutes minutes, Map<Voter, CastVote> votes) {

    /** The state of a shard of which nothing is known. */
    public static final ShardState UNKNOWN = new ShardState(null, null);

    /** Creates the state of a shard without votes. */
    public ShardState(@Nullable SequenceNumber watermark, @Nullable ClickId generation) {
        this(watermark, generation, Minutes.NONE, Map.of());
    }

    /** Returns this state with the stored votes of voters. */
    public ShardState with(Map<Voter, CastVote> stored) {
        return new ShardState(watermark, generation, minutes, stored);
    }
}
