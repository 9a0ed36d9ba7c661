package dev.tally.counter;

import java.time.Instant;
import java.util.Map;

/**
 * The store of the lagging counters of one region. Press rejects their clicks. Every call throws {@link
 * StoreUnavailableException} if the store does not answer in time.
 */
public interface LaggingStore {

    /** Returns the counters, each with the time until which it is rejected. The read may be a moment old. */
    Map<CounterId, Instant> read();

    /** Stores the time until which a counter is rejected. A list with many counters may take no further one. */
    void put(CounterId counter, Instant until, Instant now);

    /** Removes a counter. */
    void remove(CounterId counter);
}
