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
import dev.tally.counter.StreamLag;
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
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
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
    private final RandomGenerator random;
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
            RandomGenerator random,
            Clock clock,
            Metrics metrics,
            Tracer tracer,
            BroadcasterSettings settings) {
        this.connections = connections;
        this.totals = totals;
        this.pushToViewers = pushToViewers;
        this.invocations = invocations;
        this.concurrently = concurrently;
        this.random = random;
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
                published -> next(published, changed)
                        .ifPresent(next -> audiences.put(next.counter(), audience(next, changed))),
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
                inOrder(audiences),
                audience -> {
                    CounterId counter = audience.published().counter();
                    Span span = tracer.begin(
                            "push total", Optional.ofNullable(changed.traces().get(counter)));
                    if (push(audience, paces.of(audience), deadline)) {
                        recordPushed(audience, changed);
                    }
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

    /** Returns the total to push; empty if it is left to a later record of its counter. */
    private Optional<Published> next(Published published, ChangedTotals changed) {
        Duration age = changed.age(published.counter(), clock.instant());
        if (StreamLag.isFresh(age)) {
            return Optional.of(published);
        }
        Published latest = LatestFrame.latest(published, totals);
        boolean isPushed = !latest.supersedes(published) || random.nextDouble() < StreamLag.chance(age);
        return isPushed ? Optional.of(latest) : Optional.empty();
    }

    /**
     * Returns the audiences with the small ones first, and then those that need no further invocation. Otherwise the
     * order is random, because the time may end before all have had their pushes.
     */
    private Map<CounterId, Audience> inOrder(Map<CounterId, Audience> audiences) {
        List<Audience> order = new ArrayList<>(audiences.values());
        for (int last = order.size() - 1; last > 0; last--) {
            Collections.swap(order, last, random.nextInt(last + 1));
        }
        order.sort(Comparator.comparing(Audience::isSmall).reversed().thenComparing(this::isSplit));
        Map<CounterId, Audience> inOrder = new LinkedHashMap<>();
        order.forEach(audience -> inOrder.put(audience.published().counter(), audience));
        return inOrder;
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

    /**
     * Pushes to an audience.
     *
     * @param pace the pace that unsplit audiences of its kind share
     * @return whether a push began
     */
    private boolean push(Audience audience, Pace pace, Deadline deadline) {
        try {
            if (isSplit(audience)) {
                return split(audience, deadline);
            }
            if (!pushToViewers.push(audience, pace, deadline)) {
                throw new IllegalStateException("the push budget is reserved until after the deadline");
            }
            return true;
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
     * pushes would pile up otherwise. Begins with any slice, and leaves those without an invocation in time to the next
     * total.
     *
     * @return whether a slice was pushed
     */
    private boolean split(Audience audience, Deadline deadline) throws InterruptedException {
        int slices = slices(audience);
        Deadline until = deadline.earlier(margin);
        List<CompletableFuture<?>> pushes = new ArrayList<>();
        List<ConnectionId> deferred = new ArrayList<>();
        int first = random.nextInt(slices);
        for (int index = first; index < first + slices; index++) {
            ViewerRange range = ViewerRange.of(index % slices, slices);
            if (until.isOver() || !sliceInvocations.tryAcquire(until.remaining().toMillis(), TimeUnit.MILLISECONDS)) {
                audience.viewers().stream().filter(range::contains).forEach(deferred::add);
            } else {
                Slice slice = new Slice(audience.published(), range, until.end());
                pushes.add(invocations.push(slice).whenComplete((answer, failure) -> sliceInvocations.release()));
            }
        }
        defer(audience.only(deferred));
        if (pushes.isEmpty()) {
            return false;
        }
        CompletableFuture.allOf(pushes.toArray(CompletableFuture<?>[]::new))
                .orTimeout(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS)
                .join();
        LOG.infof(
                "push.split counter=%s version=%d viewers=%d slices=%d",
                audience.published().counter(),
                audience.published().total().version(),
                audience.viewers().size(),
                pushes.size());
        return true;
    }

    private void defer(Audience audience) {
        int deferred = audience.viewers().size();
        if (deferred > 0) {
            metrics.record(Metric.PUSHES_DEFERRED, deferred);
            LOG.warnf(
                    "push.deferred counter=%s deferred=%d", audience.published().counter(), deferred);
            pushToViewers.pushLater(audience, false);
        }
    }
}
