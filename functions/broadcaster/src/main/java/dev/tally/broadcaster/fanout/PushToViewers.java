package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.channel.ClientChannel.Delivery;
import dev.tally.broadcaster.channel.RemoveConnections;
import dev.tally.broadcaster.fanout.PushFrames.Report;
import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.TotalStore;
import dev.tally.runtime.Deadline;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The push of one total to some of its viewers, once to each. A separate invocation pushes to the unreached viewers. */
@Singleton
public class PushToViewers {

    private static final Logger LOG = Logger.getLogger(PushToViewers.class);

    /** The most viewers of one event, which may have 256 KB. */
    private static final int UNREACHED_TOGETHER = 2000;

    /** The most slow viewers of one event. Two rounds of concurrent pushes with patience reach them. */
    private static final int SLOW_TOGETHER = 500;

    private final PushFrames pushFrames;
    private final PushGovernor governor;
    private final ConnectionStore connections;
    private final TotalStore totals;
    private final RemoveConnections removeConnections;
    private final Invocations invocations;
    private final Clock clock;
    private final Duration timeout;

    public PushToViewers(
            PushFrames pushFrames,
            PushGovernor governor,
            ConnectionStore connections,
            TotalStore totals,
            RemoveConnections removeConnections,
            Invocations invocations,
            Clock clock,
            BroadcasterSettings settings) {
        this.pushFrames = pushFrames;
        this.governor = governor;
        this.connections = connections;
        this.totals = totals;
        this.removeConnections = removeConnections;
        this.invocations = invocations;
        this.clock = clock;
        this.timeout = settings.pushTimeout();
    }

    /** Returns the paces of the pushes to unsplit audiences. */
    Paces paces(Collection<Audience> audiences, Deadline deadline) {
        int small = viewers(audiences.stream().filter(Audience::isSmall));
        int all = viewers(audiences.stream());
        Deadline end = lastStart(deadline);
        return new Paces(governor.paceOfFew(small, end), governor.pace(all - small, end));
    }

    private static int viewers(Stream<Audience> audiences) {
        return audiences.mapToInt(audience -> audience.viewers().size()).sum();
    }

    /** Returns a deadline that leaves time for the last answers, and to hand over the unreached viewers. */
    private Deadline lastStart(Deadline deadline) {
        return deadline.earlier(timeout.multipliedBy(2));
    }

    /** Pushes to a slice of the viewers. */
    void push(Slice slice, Deadline deadline) throws InterruptedException {
        Deadline end = slice.until().isBefore(deadline.end()) ? new Deadline(slice.until(), clock) : deadline;
        List<ConnectionId> viewers = connections.viewers(slice.published().counter(), slice.range(), clock.instant());
        Audience audience = new Audience(slice.published(), viewers);
        handle(audience, send(audience, governor.pace(viewers.size(), lastStart(end))), end);
    }

    /**
     * Pushes to viewers.
     *
     * @return false if no push began; then the caller must push again
     */
    boolean push(Audience audience, Pace pace, Deadline deadline) throws InterruptedException {
        Report report = send(audience, pace);
        int viewers = audience.viewers().size();
        if (viewers > 0 && report.count(Delivery.NOT_BEGUN) == viewers) {
            return false;
        }
        handle(audience, report, deadline);
        return true;
    }

    private Report send(Audience audience, Pace pace) throws InterruptedException {
        long start = System.nanoTime();
        LatestFrame frames = new LatestFrame(audience.published(), totals, clock);
        Report report = pushFrames.send(frames, audience.viewers(), pace, timeout);
        logReport(audience, report, System.nanoTime() - start);
        return report;
    }

    private void handle(Audience audience, Report report, Deadline deadline) {
        if (report.count(Delivery.THROTTLED) > 0) {
            governor.yieldToPresses();
        }
        pushLater(audience.only(report.of(Delivery.TIMED_OUT)), true);
        pushLater(audience.only(report.of(Delivery.FAILED, Delivery.THROTTLED, Delivery.NOT_BEGUN)), false);
        removeConnections.of(
                report.of(Delivery.GONE), Set.of(audience.published().counter()), deadline);
    }

    /** Leaves viewers to later invocations, which a newer total makes superfluous unless they are slow. */
    void pushLater(Audience unreached, boolean areSlow) {
        List<ConnectionId> viewers = unreached.viewers();
        int together = areSlow ? SLOW_TOGETHER : UNREACHED_TOGETHER;
        for (int start = 0; start < viewers.size(); start += together) {
            List<ConnectionId> some = viewers.subList(start, Math.min(viewers.size(), start + together));
            invocations.pushLater(new Unreached(unreached.only(some), areSlow));
        }
    }

    private static void logReport(Audience audience, Report report, long nanos) {
        LOG.infof(
                "push.done counter=%s version=%d viewers=%d delivered=%d gone=%d throttled=%d late=%d deferred=%d millis=%d",
                audience.published().counter(),
                audience.published().total().version(),
                audience.viewers().size(),
                report.count(Delivery.DELIVERED),
                report.count(Delivery.GONE),
                report.count(Delivery.THROTTLED),
                report.count(Delivery.TIMED_OUT) + report.count(Delivery.FAILED),
                report.count(Delivery.NOT_BEGUN),
                nanos / 1_000_000);
        if (report.count(Delivery.NOT_BEGUN) > 0) {
            LOG.warnf(
                    "push.deferred counter=%s viewers=%d deferred=%d",
                    audience.published().counter(), audience.viewers().size(), report.count(Delivery.NOT_BEGUN));
        }
    }
}
