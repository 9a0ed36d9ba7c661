package dev.tally.broadcaster.fanout;

import dev.tally.counter.PushTurns;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.Pauses;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metrics;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jboss.logging.Logger;

/** The starts of some pushes. They take turn after turn, so that the pushes of other environments come between. */
final class Pace {

    private static final Logger LOG = Logger.getLogger(Pace.class);

    /** The possible delay of a pause. Shorter waits are skipped, because a pause would take longer than the wait. */
    private static final Duration SLACK = Duration.ofMillis(2);

    private final PushTurns turns;
    private final boolean isOfFew;
    private final Deadline deadline;
    private final Clock clock;
    private final Pauses pauses;
    private final Metrics metrics;

    private int withoutTurn;
    private int leftOfTurn;
    private Instant next = Instant.MIN;
    private boolean hadTurn;
    private boolean isOver;

    /** @param isOfFew whether each counter of these pushes has few viewers, see {@link Audience#isSmall} */
    Pace(PushTurns turns, int pushes, boolean isOfFew, Deadline deadline, Clock clock, Pauses pauses, Metrics metrics) {
        this.turns = turns;
        this.isOfFew = isOfFew;
        this.withoutTurn = pushes;
        this.deadline = deadline;
        this.clock = clock;
        this.pauses = pauses;
        this.metrics = metrics;
    }

    /** Returns the deadline by which all pushes must begin. */
    Deadline deadline() {
        return deadline;
    }

    /**
     * Waits until the next push may start.
     *
     * @return false if there is no turn for it before the deadline, nor for any later one
     */
    boolean await() throws InterruptedException {
        Optional<Instant> start = next();
        if (start.isEmpty()) {
            return false;
        }
        Duration wait = Duration.between(clock.instant(), start.get());
        if (wait.compareTo(SLACK) > 0) {
            pauses.pause(wait);
        }
        return !deadline.isOver();
    }

    private synchronized Optional<Instant> next() {
        if (leftOfTurn == 0 && !takeTurn()) {
            return Optional.empty();
        }
        leftOfTurn--;
        Instant start = next;
        next = start.plus(turns.timeOfPush());
        return Optional.of(start);
    }

    private boolean takeTurn() {
        int pushes = Math.max(1, Math.min(PushTurns.MAX_PUSHES, withoutTurn));
        Instant now = clock.instant();
        Optional<Instant> turn = turn(pushes, now, end(pushes));
        if (turn.isEmpty() && isOfFew && pushes > PushTurns.UNRESERVED_PER_SECOND) {
            pushes = PushTurns.UNRESERVED_PER_SECOND;
            turn = turn(pushes, now, deadline.end());
        }
        if (turn.isEmpty()) {
            isOver = true;
            return false;
        }
        if (!hadTurn) {
            metrics.recordTime(Metric.GOVERNOR_WAIT, now, turn.get());
            hadTurn = true;
        }
        withoutTurn -= pushes;
        leftOfTurn = pushes;
        next = turn.get();
        return true;
    }

    /**
     * Returns the time by which the last push of a turn must begin. For counters with few viewers it is the time that
     * the pushes take without a turn.
     */
    private Instant end(int pushes) {
        if (!isOfFew || pushes <= PushTurns.UNRESERVED_PER_SECOND) {
            return deadline.end();
        }
        return deadline.within(turns.timeWithoutTurn(pushes)).end();
    }

    private Optional<Instant> turn(int pushes, Instant now, Instant end) {
        if (isOver) {
            return Optional.empty();
        }
        try {
            return turns.take(pushes, now, end);
        } catch (StoreUnavailableException unanswered) {
            if (!hadTurn) {
                throw unanswered;
            }
            // The pushes of earlier turns are under way, and their outcome must be handled.
            LOG.warnf("push.cut-short reason=\"%s\"", unanswered.getMessage());
            return Optional.empty();
        }
    }
}
