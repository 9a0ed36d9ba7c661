package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * The part of the API's quota that pushes may use, as time. Pushes reserve time, one reservation after the other. Every
 * call throws {@link StoreUnavailableException} if the store does not answer in time.
 */
public interface PushBudget {

    /** The farthest time ahead that is reserved. A farther time was set by a wrong clock and is ignored. */
    Duration FARTHEST = Duration.ofMinutes(10);

    /**
     * Reserves time behind all earlier reservations, or from now on if they are over.
     *
     * @param latest the latest turn of use to the caller
     * @return the turn, the time at which the reserved time begins; empty without a reservation if it would be later
     *     than {@code latest}
     */
    Optional<Instant> reserve(Duration time, Instant now, Instant latest);

    /** Lets no later reservation begin before the given time. */
    void pauseUntil(Instant time);

    /** Returns whether earlier reservations end at or after now. */
    static boolean isReserved(Instant reservedUntil, Instant now) {
        return !reservedUntil.isBefore(now) && !reservedUntil.isAfter(now.plus(FARTHEST));
    }
}
