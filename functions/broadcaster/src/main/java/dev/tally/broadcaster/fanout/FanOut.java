package dev.tally.broadcaster.fanout;

import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.broadcaster.lambda.StreamBatch;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.CounterId;
import dev.tally.counter.LiveMode;
import dev.tally.counter.PollPlanner;
import dev.tally.counter.Published;
import dev.tally.counter.TotalStore;
import dev.tally.runtime.Concurrently;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metrics;
import dev.tally.runtime.trace.Span;
import dev.tally.runtime.trace.Tracer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
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
    private final PushGovernor governor;
    private final PushToViewers pushToViewers;
    private final Invocations invocations;
    private final Concurrently concurrently;
    private final Clock clock;
    private final Metrics metrics;
    private final Tracer tracer;
    private final int bucketSize;
    private final PollPlanner planner;

    public FanOut(
            ConnectionStore connections,
            TotalStore totals,
            PushGovernor governor,
            PushToViewers pushToViewers,
            Invocations invocations,
            Concurrently concurrently,
            Clock clock,
            Metrics metrics,
            Tracer tracer,
            BroadcasterSettings settings) {
        this.connections = connections;
        this.totals = totals;
        this.governor = governor;
        this.pushToViewers = pushToViewers;
        this.invocations = invocations;
        this.concurrently = concurrently;
        this.clock = clock;
        this.metrics = metrics;
        this.tracer = tracer;
        this.bucketSize = settings.bucketSize();
        this.planner = new PollPlanner(settings.pushViewers());
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
                published -> audiences.put(published.counter(), audience(published)),
                deadline,
                StreamBatch::logFailure));
        int pushes = viewers(audiences.values().stream());
        if (pushes == 0) {
            return failed;
        }
        Optional<PushGovernor.Grant> grant = governor.acquire(pushes, deadline);
        if (grant.isEmpty()) {
            LOG.warnf("push.deferred counters=%d pushes=%d reason=\"budget spent\"", audiences.size(), pushes);
            metrics.record(Metric.PUSHES_DEFERRED, pushes);
            return changed.latest().keySet();
        }
        PushRate rate = grant.get().rate(viewers(audiences.values().stream().filter(audience -> !isSplit(audience))));
        failed.addAll(concurrently.failures(
                audiences,
                audience -> {
                    CounterId counter = audience.published().counter();
                    Span span = tracer.begin(
                            "push total", Optional.ofNullable(changed.traces().get(counter)));
                    push(audience, grant.get(), rate, deadline);
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

    /** Returns the current viewers of a counter, and publishes their number and the mode if one of them changed. */
    private Audience audience(Published published) {
        List<ConnectionId> viewers = connections.viewers(published.counter(), clock.instant());
        LiveMode live = planner.next(published.live(), viewers.size(), clock.instant());
        if (viewers.size() != published.viewers() || !live.equals(published.live())) {
            totals.setViewers(published.counter(), viewers.size(), live);
        }
        if (!viewers.isEmpty() || published.viewers() > 0) {
            metrics.record(Metric.VIEWERS, viewers.size());
        }
        return new Audience(published.withViewers(viewers.size()), viewers);
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

    /** @param rate the rate that all unsplit audiences share */
    private void push(Audience audience, PushGovernor.Grant grant, PushRate rate, Deadline deadline) {
        Audience latest = grant.waited() ? refreshed(audience) : audience;
        if (isSplit(latest)) {
            split(latest, grant, deadline);
            return;
        }
        try {
            pushToViewers.push(latest, rate, deadline);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while pushing", interrupted);
        }
    }

    private boolean isSplit(Audience audience) {
        return audience.viewers().size() > bucketSize;
    }

    private Audience refreshed(Audience audience) {
        Published latest = totals.find(audience.published().counter())
                .withViewers(audience.viewers().size());
        return new Audience(latest, audience.viewers());
    }

    /**
     * Pushes to the buckets in parallel invocations, and waits for them. Newer totals must wait for this one, because
     * pushes would pile up otherwise.
     */
    private void split(Audience audience, PushGovernor.Grant grant, Deadline deadline) {
        List<ConnectionId> viewers = audience.viewers();
        int buckets = (viewers.size() + bucketSize - 1) / bucketSize;
        List<CompletableFuture<?>> pushes = new ArrayList<>();
        for (int bucket = 0; bucket < buckets; bucket++) {
            List<ConnectionId> part =
                    viewers.subList(bucket * bucketSize, Math.min(viewers.size(), (bucket + 1) * bucketSize));
            pushes.add(invocations.push(new Bucket(audience.only(part), grant.share(part.size()))));
        }
        CompletableFuture.allOf(pushes.toArray(CompletableFuture<?>[]::new))
                .orTimeout(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS)
                .join();
        LOG.infof(
                "push.split counter=%s version=%d viewers=%d buckets=%d",
                audience.published().counter(), audience.published().total().version(), viewers.size(), buckets);
    }
}
