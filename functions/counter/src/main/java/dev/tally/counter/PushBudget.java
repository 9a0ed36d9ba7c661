package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The time that pushes may take of the API's quota: who wants to push spends time ahead, and nobody else spends until it is
 * over. Every call throws {@link StoreUnavailableException} if the store does not answer in time.
 */
public interface PushBudget {

    /** A time ahead that no push can need: whatever says so is a wrong clock, and does not count. */
    Duration FARTHEST = Duration.ofMinutes(10);

    /**
     * Spends time from now on, if none that was spent before is left.
     *
     * @return empty if it is spent, else the time when there may be budget again
     */
    Optional<Instant> spend(Duration time, Instant now);

    /** Lets nobody spend before a given time. */
    void pauseUntil(Instant time);
}
