package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The part of the API's quota that pushes may use, as time. A push spends time in advance, and no other push can spend
 * until that time is over. Every call throws {@link StoreUnavailableException} if the store does not answer in time.
 */
public interface PushBudget {

    /** The farthest time ahead that a push can need. A farther time was set by a wrong clock and is ignored. */
    Duration FARTHEST = Duration.ofMinutes(10);

    /**
     * Spends time from now on, unless the time that was spent before is not over.
     *
     * @return empty if the time is spent, else the time at which there may be budget again
     */
    Optional<Instant> spend(Duration time, Instant now);

    /** Blocks spending until the given time. */
    void pauseUntil(Instant time);
}
