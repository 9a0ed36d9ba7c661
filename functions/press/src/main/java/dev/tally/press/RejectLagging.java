package dev.tally.press;

import dev.tally.counter.CounterId;
import dev.tally.counter.LaggingStore;
import dev.tally.counter.ShardPlanner;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.UnreadableItemException;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jboss.logging.Logger;

/** The rejection of clicks of a counter that lags, before the queue has them. */
@Singleton
class RejectLagging {

    // A queue examines 120,000 messages for groups to deliver. More messages of one counter would hide all others.
    // Only clicks of hot counters cause a read, because a counter lags only after it entered the hot list. If the list
    // cannot be read, the click is accepted.

    private static final Logger LOG = Logger.getLogger(RejectLagging.class);

    /** The age from which the list is read again. */
    private static final Duration REFRESH = Duration.ofSeconds(1);

    private final LaggingStore store;
    private final Clock clock;
    private Map<CounterId, Instant> lagging = Map.of();
    private Instant readAt = Instant.EPOCH;

    RejectLagging(LaggingStore store, Clock clock) {
        this.store = store;
        this.clock = clock;
    }

    /** @throws ProblemException 503 if the counter lags */
    void check(CounterId counter) {
        Instant now = clock.instant();
        if (current(now).getOrDefault(counter, Instant.EPOCH).isAfter(now)) {
            throw new ProblemException(Problem.of(
                    ProblemType.LAGGING,
                    "clicks of the counter are counted over " + ShardPlanner.REJECTED.toSeconds()
                            + " s late, and this request queued nothing: retry after the time in Retry-After, with the"
                            + " same Idempotency-Key"));
        }
    }

    /** Drops the list. The next call reads it. */
    synchronized void forget() {
        readAt = Instant.EPOCH;
    }

    private synchronized Map<CounterId, Instant> current(Instant now) {
        if (now.isBefore(readAt) || !now.isBefore(readAt.plus(REFRESH))) {
            readAt = now;
            try {
                lagging = store.read();
            } catch (StoreUnavailableException | UnreadableItemException failed) {
                LOG.warnf("lagging.unknown reason=\"%s\"", failed.getMessage());
            }
        }
        return lagging;
    }
}
