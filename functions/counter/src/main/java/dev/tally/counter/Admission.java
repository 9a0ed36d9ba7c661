package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;

/**
 * The admission of changes to a counter that lags.
 *
 * @param lag the greatest lag of a shard
 * @param until the time from which the counter admits all changes again
 */
public record Admission(Duration lag, Instant until) {

    // The share falls with the lag, so that the admitted changes come as fast as the shards count them. A switch at one
    // lag admits all or none. Then the queue of the counter is empty for a while, and its shards are idle.
    //
    // The share must not fall before the planner adds shards, because a smaller share keeps the lag small. A share that
    // falls later lets more messages wait: each second of lag is a second of all clicks before press knows it.
    //
    // The random bits of the id decide, so a retry gets the same answer while the lag is the same. Otherwise a client
    // that retries often would be admitted at any share. The shard follows from the low bits, and this from the high.

    /** The lag up to which all changes are admitted. The planner adds shards from it on. */
    public static final Duration ALL = ShardPlanner.LAG;

    /** The lag from which no change is admitted. */
    public static final Duration NONE = Duration.ofSeconds(15);

    /** The admission to a counter that does not lag. */
    public static final Admission OPEN = new Admission(Duration.ZERO, Instant.EPOCH);

    /** Returns whether press accepts a change. */
    public boolean admits(ClickId id, Instant now) {
        return fraction(id) < share(now);
    }

    /** Returns the share of the changes that press accepts, from 0 to 1. */
    public double share(Instant now) {
        return until.isAfter(now) ? share() : 1;
    }

    /** Returns the admitted share of the changes before the end, from 0 to 1. */
    double share() {
        double share = (double) NONE.minus(lag).toMillis() / NONE.minus(ALL).toMillis();
        return Math.min(1, Math.max(0, share));
    }

    /** Returns a number from 0 to below 1 that follows from the random bits of an id. */
    private static double fraction(ClickId id) {
        // Without the two fixed bits at the top. A double has 53 bits.
        return (id.value().getLeastSignificantBits() << 2 >>> 11) * 0x1.0p-53;
    }
}
