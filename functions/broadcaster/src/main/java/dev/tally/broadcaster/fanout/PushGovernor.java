package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.counter.PushBudget;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metrics;
import dev.tally.runtime.snapstart.Restored;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** The common rate limit of the pushes of all environments. It leaves room for presses in the API's quota. */
@Singleton
public class PushGovernor {

    // Pushes cost time: at 5,000 a second each costs 0.2 ms. All environments share one budget of time. An environment
    // first spends the time of all its pushes from the budget. Then it starts at most one push in 0.2 ms. No other
    // environment starts before that time is over. Small pushes do not read the budget each time: an environment spends
    // at least a tenth of a second at once. The rest of that time is its lease for its next pushes, for a second.

    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final int LEASES_PER_SECOND = 10;
    private static final Duration YIELD = Duration.ofMillis(500);

    private final PushBudget budget;
    private final int perSecond;
    private final Clock clock;
    private final Metrics metrics;

    private int leased;
    private Instant leaseEnd = Instant.MIN;

    public PushGovernor(PushBudget budget, BroadcasterSettings settings, Clock clock, Metrics metrics) {
        this.budget = budget;
        this.perSecond = checked(settings.pushesPerSecond());
        this.clock = clock;
        this.metrics = metrics;
    }

    /**
     * The permission to push.
     *
     * @param pushes the number of pushes
     * @param perSecond the rate of all these pushes
     * @param waited whether the total may be old by now
     */
    record Grant(int pushes, int perSecond, boolean waited) {

        /** Returns the pushes per second for some of the pushes, while all the others run concurrently. */
        int share(int some) {
            return Math.toIntExact(Math.max(1, (long) perSecond * some / pushes));
        }

        /** Returns the rate of some pushes while all the others run concurrently. */
        PushRate rate(int some) {
            return PushRate.perSecond(share(some));
        }
    }

    /**
     * Waits until that many pushes may start.
     *
     * @return empty if the deadline comes first
     */
    Optional<Grant> acquire(int pushes, Deadline deadline) throws InterruptedException {
        Instant start = clock.instant();
        Optional<Grant> grant = await(pushes, deadline);
        metrics.recordTime(Metric.GOVERNOR_WAIT, start, clock.instant());
        return grant;
    }

    private synchronized Optional<Grant> await(int pushes, Deadline deadline) throws InterruptedException {
        boolean waited = false;
        while (!takeLeased(pushes)) {
            int spent = Math.max(pushes, perSecond / LEASES_PER_SECOND);
            Instant now = clock.instant();
            Optional<Instant> free = budget.spend(time(spent), now);
            if (free.isEmpty()) {
                leased = spent;
                leaseEnd = now.plus(LEASE);
            } else if (!slept(Duration.between(now, free.get()), deadline)) {
                return Optional.empty();
            } else {
                waited = true;
            }
        }
        return Optional.of(new Grant(pushes, perSecond, waited));
    }

    /** Discards the lease after a restore, because other clones have the same lease. */
    public synchronized void forgetLease(@Observes Restored restored) {
        leased = 0;
    }

    /** Makes all environments pause, because the API's quota is used up. */
    synchronized void yieldToPresses() {
        leased = 0;
        budget.pauseUntil(clock.instant().plus(YIELD));
    }

    private boolean takeLeased(int pushes) {
        if (leased < pushes || clock.instant().isAfter(leaseEnd)) {
            return false;
        }
        leased -= pushes;
        return true;
    }

    private Duration time(int pushes) {
        return Duration.ofNanos(pushes * (1_000_000_000L / perSecond));
    }

    private static boolean slept(Duration wait, Deadline deadline) throws InterruptedException {
        if (wait.compareTo(deadline.remaining()) >= 0) {
            return false;
        }
        Thread.sleep(Math.max(1, wait.toMillis()));
        return true;
    }

    private static int checked(int perSecond) {
        if (perSecond < 1) {
            throw new IllegalArgumentException("TALLY_PUSHES_PER_SECOND must be 1 or more, not " + perSecond);
        }
        return perSecond;
    }
}
