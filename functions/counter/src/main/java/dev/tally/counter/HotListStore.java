package dev.tally.counter;

import java.util.Map;

/**
 * The store of the hot list of one region. Every call throws {@link StoreUnavailableException} if the store does not
 * answer in time.
 */
public interface HotListStore {

    /** The result of a replacement. */
    enum Outcome {
        /** The schedule is stored. */
        REPLACED,
        /** The stored schedule is not the one that the planner read. */
        OUTDATED,
        /** The list has no room for another counter. */
        FULL
    }

    /** Returns the schedules as of now. The read is strongly consistent. */
    Map<CounterId, Schedule> read();

    /**
     * Stores a counter's schedule in place of the one that its planner read.
     *
     * @param seen {@link Schedule#NONE} if the counter was not in the list
     * @param next {@link Schedule#NONE} to remove the counter
     */
    Outcome replace(CounterId counter, Schedule seen, Schedule next);
}
