package dev.tally.press;

import dev.tally.counter.Admission;
import dev.tally.counter.Change;
import dev.tally.counter.CounterId;
import dev.tally.counter.LaggingStore;
import dev.tally.counter.Refreshed;
import dev.tally.press.http.Problem;
import dev.tally.press.http.ProblemException;
import dev.tally.press.http.ProblemType;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jboss.logging.Logger;

/** The rejection of changes of a counter that lags, before the queue has them. */
@Singleton
class RejectLagging {

    // A queue examines 120,000 messages for groups to deliver. More messages of one counter would hide all others.
    // Only clicks of hot counters cause a read, because a counter enters the hot list as soon as a shard lags. Votes
    // always do, because their counters are in no hot list. If the list cannot be read, the change is accepted.

    private static final Logger LOG = Logger.getLogger(RejectLagging.class);

    /** The age from which the list is read again. */
    private static final Duration REFRESH = Duration.ofSeconds(1);

    private final Refreshed<Map<CounterId, Admission>> lagging;
    private final Clock clock;

    RejectLagging(LaggingStore store, Clock clock) {
        this.lagging = new Refreshed<>(
                begun -> store.read(),
                REFRESH,
                clock,
                failed -> LOG.warnf("lagging.unknown reason=\"%s\"", failed.getMessage()));
        this.clock = clock;
    }

    /** @throws ProblemException 503 if the counter lags, and does not admit the change */
    void check(Change change) {
        Instant now = clock.instant();
        Admission admission = lagging.value().orElse(Map.of()).getOrDefault(change.counter(), Admission.OPEN);
        if (!admission.admits(change.id(), now)) {
            throw new ProblemException(Problem.of(
                    ProblemType.LAGGING,
                    "changes of the counter are counted over " + Admission.ALL.toSeconds()
                            + " s late, and this request queued nothing: retry after the time in Retry-After, with the"
                            + " same Idempotency-Key"));
        }
    }

    /** Drops the list. The next call reads it. */
    void forget() {
        lagging.forget();
    }
}
