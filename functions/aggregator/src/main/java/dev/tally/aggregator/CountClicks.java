package dev.tally.aggregator;

import dev.tally.counter.Increment;
import dev.tally.counter.QueuedClick;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.TallyPlanner;
import dev.tally.counter.TallyStore;
import dev.tally.counter.TallyStore.Outcome;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metrics;
import dev.tally.runtime.trace.Span;
import dev.tally.runtime.trace.TraceContext;
import dev.tally.runtime.trace.Tracer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Counts the clicks of one shard: all that are new in one write, none twice. */
@Singleton
class CountClicks {

    private static final Logger LOG = Logger.getLogger(CountClicks.class);

    private final TallyStore store;
    private final Clock clock;
    private final Metrics metrics;
    private final Tracer tracer;

    CountClicks(TallyStore store, Clock clock, Metrics metrics, Tracer tracer) {
        this.store = store;
        this.clock = clock;
        this.metrics = metrics;
        this.tracer = tracer;
    }

    /**
     * Counts clicks until all of them are known to be counted.
     *
     * @return how many of them this call counted; the others had been before
     * @throws DeadlineException if there is no time for another write
     * @throws dev.tally.counter.StoreUnavailableException if the store does not answer; the clicks may be counted
     */
    int count(Shard shard, String queue, List<QueuedClick> clicks, Deadline deadline) {
        SequenceNumber watermark = null;
        while (true) {
            Instant now = clock.instant();
            Optional<Increment> plan = TallyPlanner.plan(shard, queue, clicks, watermark, now);
            if (plan.isEmpty()) {
                dropDuplicates(shard, clicks, watermark);
                return 0;
            }
            if (deadline.isOver()) {
                throw new DeadlineException(shard.group());
            }
            List<QueuedClick> fresh = newerThan(watermark, clicks);
            Map<QueuedClick, Span> spans = spans(fresh);
            Outcome outcome = store.add(plan.get().withTrace(lastOf(spans)), now);
            if (outcome instanceof Outcome.Behind behind) {
                watermark = behind.watermark();
            } else {
                logCounted(plan.get(), fresh);
                metrics.record(Metric.CLICKS_COUNTED, plan.get().clicks());
                recordTimes(fresh, clock.instant());
                spans.forEach((queued, span) -> end(span, shard, queued));
                dropDuplicates(shard, clicks, watermark);
                return plan.get().clicks();
            }
        }
    }

    /** The spans of the traced clicks that a write is to count. */
    private Map<QueuedClick, Span> spans(List<QueuedClick> clicks) {
        Map<QueuedClick, Span> spans = new LinkedHashMap<>();
        for (QueuedClick queued : clicks) {
            if (queued.trace().isPresent()) {
                spans.put(queued, tracer.begin("count click", queued.trace()));
            }
        }
        return spans;
    }

    /** One write has room for one trace; the others end with it. */
    private static Optional<TraceContext> lastOf(Map<QueuedClick, Span> spans) {
        return spans.values().stream()
                .map(Span::context)
                .flatMap(Optional::stream)
                .reduce((first, last) -> last);
    }

    private static void end(Span span, Shard shard, QueuedClick queued) {
        span.end(Map.of("clickId", queued.click().id().toString(), "shard", shard.group()));
    }

    private static void logCounted(Increment increment, List<QueuedClick> clicks) {
        LOG.infof(
                "clicks.counted shard=%s clicks=%d sum=%d first=%s last=%s clickIds=%s",
                increment.shard().group(),
                increment.clicks(),
                increment.sum(),
                increment.first(),
                increment.last(),
                clicks.stream().map(queued -> queued.click().id().toString()).collect(Collectors.joining(",")));
    }

    private void recordTimes(List<QueuedClick> clicks, Instant now) {
        clicks.forEach(queued ->
                metrics.recordTime(Metric.CLICK_TO_COUNTED, queued.click().time(), now));
    }

    private void dropDuplicates(Shard shard, List<QueuedClick> clicks, @Nullable SequenceNumber watermark) {
        for (QueuedClick queued : clicks) {
            if (!isNew(queued, watermark)) {
                metrics.record(Metric.DUPLICATES_DROPPED, 1);
                LOG.infof(
                        "click.duplicate shard=%s clickId=%s sequence=%s watermark=%s outcome=counted-already",
                        shard.group(), queued.click().id(), queued.sequence(), watermark);
            }
        }
    }

    private static List<QueuedClick> newerThan(@Nullable SequenceNumber watermark, List<QueuedClick> clicks) {
        return clicks.stream().filter(queued -> isNew(queued, watermark)).toList();
    }

    private static boolean isNew(QueuedClick queued, @Nullable SequenceNumber watermark) {
        return watermark == null || queued.sequence().isAfter(watermark);
    }
}
