package dev.tally.counter;

/**
 * One signed change of a counter.
 *
 * @param id the identity, which contains the time
 * @param delta -1000 to 1000, never 0
 */
public record Click(ClickId id, CounterId counter, int delta) implements Change {

    public static final int MAX_DELTA = 1000;

    /** The rule for a delta, in words that complete "delta must be ...". */
    public static final String DELTA_RULE = "a whole number from -1000 to 1000, and not 0";

    /** @throws IllegalArgumentException if the counter takes votes, or the delta breaks the rule; the message names the rule */
    public Click {
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
