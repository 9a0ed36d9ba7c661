package dev.tally.broadcaster.channel;

import dev.tally.counter.CounterId;
import dev.tally.counter.TotalStore;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The requests for a push to all viewers of a counter because its viewers came or went. */
@Singleton
public class TouchTotals {

    // Each push goes to all viewers, so viewers that come and go would cost more than the clicks. The first change is
    // pushed at once. The changes of the next 5 s are pushed together at their end. A function has no timer between its
    // invocations, so a message in a queue with a delay causes that push. The push reads the viewers itself. So the
    // message contains no number, and a message that comes late or twice does no harm.

    private static final Logger LOG = Logger.getLogger(TouchTotals.class);

    /** The least time between two pushes of a counter for its viewers alone. */
    static final Duration PAUSE = Duration.ofSeconds(5);

    private final TotalStore totals;
    private final TouchQueue queue;
    private final Clock clock;

    public TouchTotals(TotalStore totals, TouchQueue queue, Clock clock) {
        this.totals = totals;
        this.queue = queue;
        this.clock = clock;
    }

    /** Requests a push of each of these counters, at once or at the end of its pause. */
    public void of(Collection<CounterId> counters) {
        counters.forEach(this::touch);
    }

    private void touch(CounterId counter) {
        Instant now = clock.instant();
        Optional<Instant> due = totals.touchOnceIn(PAUSE, counter, now);
        due.ifPresent(at -> schedule(counter, Duration.between(now, at)));
    }

    private void schedule(CounterId counter, Duration delay) {
        try {
            queue.send(counter, delay);
        } catch (IllegalStateException failed) {
            LOG.warnf("touch.not-scheduled counter=%s reason=\"%s\"", counter, failed.getMessage());
            totals.touch(counter);
        }
    }
}
