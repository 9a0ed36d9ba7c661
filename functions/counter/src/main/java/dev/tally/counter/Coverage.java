package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The relation of a shard's tally to an accepted click. */
public enum Coverage {
    /** The tally includes the click. */
    COUNTED,
    /** The tally does not include the click yet. */
    PENDING,
    /** The shard counts clicks that are so old that the click will not be counted within any wait. */
    LAGGING;

    /** The longest wait for a click. A shard that is further behind lags. */
    public static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    /** The time for which a write of a shard shows its lag. */
    private static final Duration SHOWN = Duration.ofSeconds(10);

    /**
     * Returns the relation.
     *
     * @param tally of the click's shard, empty if the shard never counted a click
     * @param queue the name of the queue that numbered the click
     */
    public static Coverage of(Optional<Tally> tally, String queue, SequenceNumber sequence, Instant now) {
        if (tally.isEmpty()) {
            return PENDING;
        }
        SequenceNumber watermark = tally.get().watermarks().get(queue);
        if (watermark != null && !sequence.isAfter(watermark)) {
            return COUNTED;
        }
        return isLagging(tally.get(), now) ? LAGGING : PENDING;
    }

    /**
     * Returns whether the newest click of the tally was old when it was counted. Its time is known to the minute, so the
     * end of the minute is compared. A lag of a minute or more is always found.
     */
    private static boolean isLagging(Tally tally, Instant now) {
        if (tally.minutes().sums().isEmpty() || tally.updatedAt().isBefore(now.minus(SHOWN))) {
            return false;
        }
        Instant newest = Instant.ofEpochSecond((tally.minutes().sums().lastKey() + 1) * 60);
        return newest.plus(LONGEST_WAIT).isBefore(tally.updatedAt());
    }
}
