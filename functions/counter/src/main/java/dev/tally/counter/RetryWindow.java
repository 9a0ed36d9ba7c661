package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;

/**
 * The time in which a client may send and resend a click under the same id.
 *
 * <p>SQS discards a repeated id for 5 minutes after it first accepted the id. The first send can be {@link #AHEAD}
 * before the id's own time, and the last one {@link #AGE} after it. This makes 4.5 minutes, and leaves 30 seconds for
 * the last one to reach the queue. A later retry is rejected, because SQS might accept the id again. The click would
 * then be counted twice.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html">
 *     SQS: the message deduplication ID</a>
 */
public final class RetryWindow {

    /** The greatest age of an id. */
    public static final Duration AGE = Duration.ofMinutes(4);

    /** The farthest that an id may be ahead of this clock. */
    public static final Duration AHEAD = Duration.ofSeconds(30);

    /** The position of an id's time in relation to the window. */
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
