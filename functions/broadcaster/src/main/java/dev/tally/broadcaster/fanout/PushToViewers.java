package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.channel.ClientChannel.Delivery;
import dev.tally.broadcaster.channel.RemoveConnections;
import dev.tally.broadcaster.fanout.PushFrames.Report;
import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Published;
import dev.tally.counter.TotalStore;
import dev.tally.runtime.Deadline;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.jboss.logging.Logger;

/** The push of one total to some of its viewers, and the handling of the viewers not reached. */
@Singleton
public class PushToViewers {

    private static final Logger LOG = Logger.getLogger(PushToViewers.class);
    private static final Duration FIRST_BACKOFF = Duration.ofMillis(200);
    private static final int THROTTLED_ATTEMPTS = 4;

    private final PushFrames pushFrames;
    private final PushGovernor governor;
    private final TotalStore totals;
    private final RemoveConnections removeConnections;
    private final Invocations invocations;
    private final RandomGenerator random;
    private final Clock clock;
    private final Duration timeout;

    public PushToViewers(
            PushFrames pushFrames,
            PushGovernor governor,
            TotalStore totals,
            RemoveConnections removeConnections,
            Invocations invocations,
            RandomGenerator random,
            Clock clock,
            BroadcasterSettings settings) {
        this.pushFrames = pushFrames;
        this.governor = governor;
        this.totals = totals;
        this.removeConnections = removeConnections;
        this.invocations = invocations;
        this.random = random;
        this.clock = clock;
        this.timeout = settings.pushTimeout();
    }

    void push(Audience audience, PushRate rate, Deadline deadline) throws InterruptedException {
        long start = System.nanoTime();
        Report report = send(audience, rate, deadline);
        logReport(audience, report, System.nanoTime() - start);
        List<ConnectionId> late = new ArrayList<>(report.of(Delivery.FAILED));
        late.addAll(retryThrottled(audience.only(report.of(Delivery.THROTTLED)), deadline));
        CounterId counter = audience.published().counter();
        if (!late.isEmpty()) {
            invocations.pushLate(counter, late);
        }
        if (!report.of(Delivery.GONE).isEmpty()) {
            removeConnections.of(report.of(Delivery.GONE), Set.of(counter));
        }
    }

    /** Retries throttled viewers until all are reached, or until a newer total waits, because its push reaches them. */
    private List<ConnectionId> retryThrottled(Audience throttled, Deadline deadline) throws InterruptedException {
        Audience rest = throttled;
        List<ConnectionId> unreached = new ArrayList<>();
        for (int attempt = 0; !rest.viewers().isEmpty(); attempt++) {
            governor.yieldToPresses();
            Duration wait = backoff(attempt);
            if (attempt == THROTTLED_ATTEMPTS || wait.compareTo(deadline.remaining()) >= 0) {
                unreached.addAll(rest.viewers());
                return unreached;
            }
            Thread.sleep(wait.toMillis());
            Optional<PushGovernor.Grant> grant = governor.acquire(rest.viewers().size(), deadline);
            if (grant.isEmpty()) {
                unreached.addAll(rest.viewers());
                return unreached;
            }
            if (isNewerPublished(rest.published())) {
                return unreached;
            }
            Report report = send(rest, grant.get().rate(rest.viewers().size()), deadline);
            unreached.addAll(report.of(Delivery.FAILED));
            unreached.addAll(report.of(Delivery.GONE));
            rest = rest.only(report.of(Delivery.THROTTLED));
        }
        return unreached;
    }

    private Report send(Audience audience, PushRate rate, Deadline deadline) throws InterruptedException {
        LatestFrame frames = new LatestFrame(audience.published(), totals, clock);
        return pushFrames.send(frames, audience.viewers(), rate, timeout, deadline);
    }

    private boolean isNewerPublished(Published pushed) {
        return totals.find(pushed.counter()).supersedes(pushed);
    }

    /** Returns a random wait of half to all of a time that doubles with each attempt. */
    private Duration backoff(int attempt) {
        long whole = FIRST_BACKOFF.toMillis() << attempt;
        return Duration.ofMillis(whole / 2 + random.nextLong(whole / 2));
    }

    private static void logReport(Audience audience, Report report, long nanos) {
        LOG.infof(
                "push.done counter=%s version=%d viewers=%d delivered=%d gone=%d throttled=%d late=%d millis=%d",
                audience.published().counter(),
                audience.published().total().version(),
                audience.viewers().size(),
                report.of(Delivery.DELIVERED).size(),
                report.of(Delivery.GONE).size(),
                report.of(Delivery.THROTTLED).size(),
                report.of(Delivery.FAILED).size(),
                nanos / 1_000_000);
    }
}
