package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.broadcaster.lambda.StreamBatch;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.CounterId;
import dev.tally.counter.LiveMode;
import dev.tally.counter.PollPlanner;
import dev.tally.counter.Published;
import dev.tally.counter.SlicePlanner;
import dev.tally.counter.TotalStore;
import dev.tally.counter.ViewerRange;
import dev.tally.runtime.Concurrently;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metrics;
import dev.tally.runtime.trace.Span;
import dev.tally.runtime.trace.Tracer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** The push of the latest totals to all their viewers. */
@Singleton
public class FanOut {

    // The stream delivers the totals of one counter in order, one batch at a time. Newer totals wait while a push is
    // under way, and only the latest of a batch is pushed. So the rate of pushes adapts to their duration.

    private static final Logger LOG = Logger.getLogger(FanOut.class);

    private final ConnectionStore connections;
    private final TotalStore totals;
    private final PushToViewers pushToViewers;
    private final Invocations invocations;
    private final Concurrently concurrently;
    private final Clock clock;
    private final Metrics metrics;
    private final Tracer tracer;
    private final Duration margin;
    private final SlicePlanner planner;
    private final Semaphore sliceInvocations;
    private final PollPlanner pollPlanner;

    public FanOut(
            ConnectionStore connections,
            TotalStore totals,
            PushToViewers pushToViewers,
            Invocations invocations,
            Concurrently concurrently,
            Clock clock,
            Metrics metrics,
            Tracer tracer,
            BroadcasterSettings settings) {
        this.connections = connections;
        this.totals = totals;
        this.pushToViewers = pushToViewers;
        this.invocations = invocations;
        this.concurrently = concurrently;
        this.clock = clock;
        this.metrics = metrics;
        this.tracer = tracer;
        this.margin = settings.deadlineMargin();
        this.planner = new SlicePlanner(settings.sliceSize(), settings.pushesPerSecond());
        this.sliceInvocations = new Semaphore(planner.maximum());
        this.pollPlanner = new PollPlanner(settings.pushViewers(), settings.pollInterval());
    }

    /**
     * Pushes changed totals to all their viewers.
     *
     * @return the counters that must be pushed again
     */
    Set<CounterId> push(ChangedTotals changed, Deadline deadline) throws InterruptedException {
        Map<CounterId, Audience> audiences = new ConcurrentHashMap<>();
        Set<CounterId> failed = new HashSet<>(concurrently.failures(
                changed.latest(),
                published -> audiences.put(published.counter(), audience(published, changed)),
                deadline,
                StreamBatch::logFailure));
        if (viewers(audiences.values().stream()) == 0) {
            return failed;
        }
        Paces paces = pushToViewers.paces(
                audiences.values().stream()
                        .filter(audience -> !isSplit(audience))
                        .toList(),
                deadline);
        failed.addAll(concurrently.failures(
                audiences,
                audience -> {
                    CounterId counter = audience.published().counter();
                    Span span = tracer.begin(
                            "push total", Optional.ofNullable(changed.traces().get(counter)));
                    push(audience, paces.of(audience), deadline);
                    recordPushed(audience, changed);
                    span.end(Map.of(
                            "counter",
                            counter.value(),
                            "viewers",
                            Integer.toString(audience.viewers().size())));
                },
                deadline,
                StreamBatch::logFailure));
        return failed;
    }

    /**
     * Returns the current viewers of a counter, and publishes their number and the mode if one of them changed.
     *
     * <p>After a touch they are published in any case. An earlier push may have published another number since the
     * touch's record. A write of the same values makes no record.
     */
    private Audience audience(Published published, ChangedTotals changed) {
        List<ConnectionId> viewers = connections.viewers(published.counter(), clock.instant());
        LiveMode live = pollPlanner.next(published.live(), viewers.size(), clock.instant());
        if (viewers.size() != published.viewers()
                || !live.equals(published.live())
                || changed.touched().contains(published.counter())) {
            totals.setViewers(published.counter(), viewers.size(), live);
        }
        if (!viewers.isEmpty() || published.viewers() > 0) {
            metrics.record(Metric.VIEWERS, viewers.size());
        }
        return new Audience(new Published(published.total(), viewers.size(), published.touches(), live), viewers);
    }

    private static int viewers(Stream<Audience> audiences) {
        return audiences.mapToInt(audience -> audience.viewers().size()).sum();
    }

    private void recordPushed(Audience audience, ChangedTotals changed) {
        Instant countedAt = audience.published().total().updatedAt();
        if (countedAt != null
                && !audience.viewers().isEmpty()
                && changed.clicked().contains(audience.published().counter())) {
            metrics.recordTime(Metric.COUNTED_TO_PUSHED, countedAt, clock.instant());
        }
    }

    /** @param pace the pace that unsplit audiences of its kind share */
    private void push(Audience audience, Pace pace, Deadline deadline) {
        try {
            if (isSplit(audience)) {
                split(audience, deadline);
            } else if (!pushToViewers.push(audience, pace, deadline)) {
                throw new IllegalStateException("the push budget is reserved until after the deadline");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while pushing", interrupted);
        }
    }

    private boolean isSplit(Audience audience) {
        return slices(audience) > 1;
    }

    private int slices(Audience audience) {
        return planner.slices(audience.viewers().size());
    }

    /**
     * Pushes to the slices in parallel invocations, and waits for them. Newer totals must wait for this one, because
     * pushes would pile up otherwise.
     */
    private void split(Audience audience, Deadline deadline) throws InterruptedException {
        int slices = slices(audience);
        Instant until = deadline.end().minus(margin);
        List<CompletableFuture<?>> pushes = new ArrayList<>();
        for (int index = 0; index < slices; index++) {
            if (!sliceInvocations.tryAcquire(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS)) {
                throw new IllegalStateException("the slices of other counters took all time");
            }
            Slice slice = new Slice(audience.published(), ViewerRange.of(index, slices), until);
            pushes.add(invocations.push(slice).whenComplete((answer, failure) -> sliceInvocations.release()));
        }
        CompletableFuture.allOf(pushes.toArray(CompletableFuture<?>[]::new))
                .orTimeout(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS)
                .join();
        LOG.infof(
                "push.split counter=%s version=%d viewers=%d slices=%d",
                audience.published().counter(),
                audience.published().total().version(),
                audience.viewers().size(),
                slices);
    }
}
