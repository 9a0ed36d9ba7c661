package dev.tally.counter;

/**
 * A store of the generation with which the last reset of each counter began, per region. Every call throws
 * {@link StoreUnavailableException} if the store does not answer in time.
 */
public interface ResetStore {

    /**
     * Stores the generation of a reset that begins, unless the counter has a higher one.
     *
     * @return the generation that the counter has now
     */
    ClickId begin(CounterId counter, ClickId generation);
}
