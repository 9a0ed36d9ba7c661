package dev.tally.counter;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The stored value of a voter.
 *
 * @param shard the index of the voter's shard
 * @param generation the generation of the shard when the vote was counted, null if it had no reset
 */
public record CastVote(int value, int shard, @Nullable ClickId generation) {

    /** Returns the value as of a generation of the shard. A reset makes all earlier votes 0, and deletes none. */
    public int valueIn(@Nullable ClickId current) {
        return Objects.equals(generation, current) ? value : 0;
    }
}
