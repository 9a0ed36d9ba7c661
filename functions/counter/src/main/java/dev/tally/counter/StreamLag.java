package dev.tally.counter;

import java.time.Duration;

/** The choice of the totals that are pushed while the stream of totals lags. */
public final class StreamLag {

    // If pushes are slower than the totals, the stream lags. A superseded total need not be pushed, because its
    // counter has a later record. The last record is never superseded. The older a superseded record is, the less
    // probable is its push. So the lag only grows until the pushes for a second's records take a second. The
    // probability is never 0: a stream that always comes late would otherwise push no total of a counter that changes
    // all the time.
    //
    // The choice needs no memory, because each batch may reach another environment.

    /** The age up to which every total is pushed. A record's time is to the second, so it can seem a second older. */
    private static final Duration FRESH = Duration.ofSeconds(2);

    private StreamLag() {}

    /** Returns whether a total is pushed without regard to newer ones. */
    public static boolean isFresh(Duration age) {
        return age.compareTo(FRESH) <= 0;
    }

    /**
     * Returns the probability with which the push of a superseded total is made.
     *
     * @param age of its record
     */
    public static double chance(Duration age) {
        return isFresh(age) ? 1 : (double) FRESH.toMillis() / age.toMillis();
    }
}
