package dev.tally.runtime.limit;

import java.time.Duration;

/**
 * How often something may be done.
 *
 * @param perSecond in the long run, 0 for no limit
 * @param burst at once, after a rest of {@link #fill}
 */
public record Rate(int perSecond, int burst) {

    private static final int MAX = 1_000_000;

    /**
     * A rate as two settings give it.
     *
     * @param setting what the names of both start with, such as {@code TALLY_WRITES}
     * @throws IllegalArgumentException if one is out of bounds; the message names the setting
     */
    public static Rate of(String setting, int perSecond, int burst) {
        if (perSecond < 0 || perSecond > MAX) {
            throw new IllegalArgumentException(
                    setting + "_PER_SECOND must be 1 to " + MAX + ", or 0 for no limit, not " + perSecond);
        }
        if (burst < 1 || burst > MAX) {
            throw new IllegalArgumentException(setting + "_BURST must be 1 to " + MAX + ", not " + burst);
        }
        return new Rate(perSecond, burst);
    }

    /** Whether there is a limit at all. */
    public boolean isLimit() {
        return perSecond > 0;
    }

    /** How long a used up burst takes to be there again. */
    public Duration fill() {
        return Duration.ofNanos((burst * 1_000_000_000L + perSecond - 1) / perSecond);
    }
}
