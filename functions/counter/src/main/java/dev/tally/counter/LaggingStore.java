package dev.tally.counter;

import java.time.Instant;
import java.util.Map;

/**
 * The store of the lagging counters of one region. Press rejects a share of their changes. Every call throws {@link
 * StoreUnavailableException} if the store does not answer in time.
 */
public interface LaggingStore {

    /** Returns the admission of each counter. The read may be a moment old. */
    Map<CounterId, Admission> read();

    /** Stores the admission of a counter. A list with many counters may take no further one. */
    void put(CounterId counter, Admission admission, Instant now);

    /** Removes a counter. */
    void remove(CounterId counter);
}
