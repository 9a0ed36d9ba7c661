package dev.tally.counter;

import java.time.Instant;

/**
 * A store that keeps the minutes of a counter longer than its shards do. Every call throws {@link
 * StoreUnavailableException} if the store does not answer in time.
 */
public interface HistoryStore {

    /**
     * Records the sums of whole minutes. An hour that has a later epoch, or the same epoch with a higher version, stays
     * as it is. The other minutes of the recorded hours stay.
     *
     * @param minutes all minutes of their hours that the shards still keep, so that a rejected older record loses none
     * @param epoch the epoch of that version
     * @param version the version of the published total that contains the sums
     * @param expiresAt the time from which the store may delete the hours of these minutes
     */
    void record(CounterId counter, Minutes minutes, Epoch epoch, long version, Instant expiresAt);

    /** Returns the minutes from one epoch minute to another, both included; a minute without clicks is missing. */
    Minutes minutes(CounterId counter, long from, long to);
}
