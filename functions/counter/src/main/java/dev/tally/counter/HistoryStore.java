package dev.tally.counter;

import java.time.Instant;

/**
 * A store that keeps the minutes of a counter longer than its shards do. Every call throws {@link
 * StoreUnavailableException} if the store does not answer in time.
 */
public interface HistoryStore {

    /**
     * Records the sums of whole minutes, except the minutes that were recorded with a higher version.
     *
     * @param version the version of the total that contains the sums
     * @param expiresAt the time from which the store may delete the minutes
     */
    void record(CounterId counter, Minutes minutes, long version, Instant expiresAt);

    /** Returns the minutes from one epoch minute to another, both included; a minute without clicks is missing. */
    Minutes minutes(CounterId counter, long from, long to);
}
