package dev.tally.counter;

import org.jspecify.annotations.Nullable;

/**
 * A reset of a counter, as the message group of one shard receives it. The shard drops its total.
 *
 * @param id the generation: a later reset of the region has a higher one
 * @param shards the number of groups that receive the reset, from shard 0 on
 */
public record Reset(ClickId id, CounterId counter, int shards) implements Change {

    /** The rule for the number of shards, in words that complete "shards must be ...". */
    public static final String SHARDS_RULE = "a whole number from 1 to " + Shard.MAX_COUNT;

    /** @throws IllegalArgumentException if the number of shards breaks the rule; the message names the rule */
    public Reset {
        if (shards < 1 || shards > Shard.MAX_COUNT) {
            throw new IllegalArgumentException("shards must be " + SHARDS_RULE);
        }
    }

    @Override
    public long amount() {
        return 0;
    }

    /** Returns whether this reset has a higher generation than another one; any reset is above none. */
    public boolean isAbove(@Nullable ClickId generation) {
        return generation == null || id.compareTo(generation) > 0;
    }
}
