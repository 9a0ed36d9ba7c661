package dev.tally.runtime.limit;

import java.time.Duration;

/**
 * The rate of a token bucket.
 *
 * @param perSecond the actions per second in the long run, 0 for no limit
 * @param burst the actions at once, after a rest of {@link #fill}
 */
public record Rate(int perSecond, int burst) {

    private static final int MAX = 1_000_000;

    /**
     * Returns the rate that two settings give.
     *
     * @param setting the common start of both names, such as {@code TALLY_WRITES}
     * @throws IllegalArgumentException if a value is out of bounds; the message names the setting
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

    /** Returns whether the rate is a limit at all. */
    public boolean isLimit() {
        return perSecond > 0;
    }

    /** Returns the time until a used up burst is available again. */
    public Duration fill() {
        return Duration.ofNanos((burst * 1_000_000_000L + perSecond - 1) / perSecond);
    }
}
