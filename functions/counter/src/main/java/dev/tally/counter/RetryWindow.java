package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;

/**
 * The time in which a click may be offered, and offered again, under the same id.
 *
 * <p>SQS discards a repeated id for 5 minutes after it first accepted it. The first offer can be {@link #AHEAD} before
 * the id's own time and the last {@link #AGE} after it: 4.5 minutes, which leaves 30 seconds for the last one to reach
 * the queue. A retry that comes later is refused, because SQS might count it a second time.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html">
 *     SQS: the message deduplication ID</a>
 */
public final class RetryWindow {

    /** How old an id may be. */
    public static final Duration AGE = Duration.ofMinutes(4);

    /** How far ahead of this clock an id may be. */
    public static final Duration AHEAD = Duration.ofSeconds(30);

    /** Where an instant lies. */
    public enum Verdict {
        OPEN,
        CLOSED,
        NOT_YET_OPEN
    }

    private RetryWindow() {}

    public static Verdict verdict(ClickId id, Instant now) {
        if (id.time().isBefore(now.minus(AGE))) {
            return Verdict.CLOSED;
        }
        if (id.time().isAfter(now.plus(AHEAD))) {
            return Verdict.NOT_YET_OPEN;
        }
        return Verdict.OPEN;
    }
}
