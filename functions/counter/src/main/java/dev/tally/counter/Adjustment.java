package dev.tally.counter;

/**
 * A click with a large delta, which imports or corrects a number. It changes the total, but no minute.
 *
 * @param id the identity, which contains the time
 * @param delta -2^53 to 2^53, never 0
 */
public record Adjustment(ClickId id, CounterId counter, long delta) implements Change {

    /** The largest number up to which JSON numbers are exact in every client. */
    public static final long MAX_DELTA = 1L << 53;

    /** The rule for a delta, in words that complete "delta must be ...". */
    public static final String DELTA_RULE = "a whole number from -" + MAX_DELTA + " to " + MAX_DELTA + ", and not 0";

    /** @throws IllegalArgumentException if the counter takes votes, or the delta breaks the rule; the message names the rule */
    public Adjustment {
        CounterKind.requireClicks(counter);
        if (delta == 0 || delta < -MAX_DELTA || delta > MAX_DELTA) {
            throw new IllegalArgumentException("delta must be " + DELTA_RULE);
        }
    }

    @Override
    public long amount() {
        return delta;
    }
}
