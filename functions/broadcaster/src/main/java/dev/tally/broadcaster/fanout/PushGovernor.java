package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.counter.PushBudget;
import dev.tally.counter.PushTurns;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.Pauses;
import dev.tally.runtime.metrics.Metrics;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;

/** The common rate limit of the pushes of all environments. It leaves room for presses in the API's quota. */
@Singleton
public class PushGovernor {

    private static final Duration YIELD = Duration.ofMillis(500);

    private final PushTurns turns;
    private final Clock clock;
    private final Pauses pauses;
    private final Metrics metrics;

    public PushGovernor(PushBudget budget, BroadcasterSettings settings, Clock clock, Pauses pauses, Metrics metrics) {
        this.turns = new PushTurns(budget, settings.pushesPerSecond());
        this.clock = clock;
        this.pauses = pauses;
        this.metrics = metrics;
    }

    /** Returns the pace of some pushes, which all must begin by a deadline. */
    Pace pace(int pushes, Deadline deadline) {
        return new Pace(turns, pushes, false, deadline, clock, pauses, metrics);
    }

    /** Returns the pace of the pushes to counters with few viewers each. Not all of them wait for a late turn. */
    Pace paceOfFew(int pushes, Deadline deadline) {
        return new Pace(turns, pushes, true, deadline, clock, pauses, metrics);
    }

    /** Makes all environments pause, because the API's quota is used up. */
    void yieldToPresses() {
        turns.pauseUntil(clock.instant().plus(YIELD));
    }
}
