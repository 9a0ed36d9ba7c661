package dev.tally.counter;

/**
 * The planner of the invocations that push one total to its viewers side by side, each to a slice of them.
 *
 * @param viewersOfSlice the viewers of a slice, unless the slices would be more than the rate needs; at least 1
 * @param pushesPerSecond the rate of the pushes of all environments together
 */
public record SlicePlanner(int viewersOfSlice, int pushesPerSecond) {

    // More invocations than the rate needs would push no faster. They would only wait for their turns, and each one
    // that waits occupies an environment.

    /** The pushes per second that one invocation makes at least. */
    static final int PUSHES_OF_INVOCATION = 1000;

    /** @throws IllegalArgumentException if a slice would have no viewers; the message names the setting */
    public SlicePlanner {
        if (viewersOfSlice < 1) {
            throw new IllegalArgumentException("TALLY_SLICE_SIZE must be 1 or more, not " + viewersOfSlice);
        }
    }

    /** Returns the most slices that push at once. */
    public int maximum() {
        return Math.min(ViewerRange.HASHES, quotient(pushesPerSecond, PUSHES_OF_INVOCATION));
    }

    /** Returns the number of slices, at least 1. One slice needs no further invocation. */
    public int slices(int viewers) {
        return Math.max(1, Math.min(maximum(), quotient(viewers, viewersOfSlice)));
    }

    private static int quotient(int all, int part) {
        return (all + part - 1) / part;
    }
}
