package dev.tally.counter;

import java.time.Instant;

/**
 * Where the minutes of a counter are kept after its shards forgot them. Every call throws {@link
 * StoreUnavailableException} if the store does not answer in time.
 */
public interface HistoryStore {

    /**
     * Records the sums of whole minutes, each unless it was recorded with a higher version.
     *
     * @param version of the total that the sums are from
     * @param expiresAt when the minutes may be forgotten
     */
    void record(CounterId counter, Minutes minutes, long version, Instant expiresAt);

    /** The minutes from one epoch minute to another, both included; a minute without clicks is missing. */
    Minutes minutes(CounterId counter, long from, long to);
}
