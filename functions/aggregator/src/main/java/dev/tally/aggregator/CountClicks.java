package dev.tally.aggregator;

import dev.tally.counter.Increment;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardState;
import dev.tally.counter.TallyPlanner;
import dev.tally.counter.TallyPlanner.Plan;
import dev.tally.counter.TallyStore;
import dev.tally.counter.TallyStore.Outcome;
import dev.tally.counter.Vote;
import dev.tally.counter.Voter;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.Pauses;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.metrics.Metrics;
import dev.tally.runtime.trace.Span;
import dev.tally.runtime.trace.TraceContext;
import dev.tally.runtime.trace.Tracer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The counting of one shard's clicks or votes: one write for all that are new, and none twice. */
@Singleton
class CountClicks {

    private static final Logger LOG = Logger.getLogger(CountClicks.class);

    /** In milliseconds. Each later pause is twice as long, up to the longest. */
    private static final long FIRST_PAUSE = 5;

    private static final long LONGEST_PAUSE = 160;

    private final TallyStore store;
    private final Clock clock;
    private final Metrics metrics;
    private final Tracer tracer;
    private final Pauses pauses;

    CountClicks(TallyStore store, Clock clock, Metrics metrics, Tracer tracer, Pauses pauses) {
        this.store = store;
        this.clock = clock;
        this.metrics = metrics;
        this.tracer = tracer;
        this.pauses = pauses;
    }

    /**
     * Counts changes. Returns only when all of them are counted.
     *
     * @param changes of one shard, at most {@link TallyStore#MAX_VOTERS} if the counter takes votes
     * @return the number of clicks that this call counted; an earlier call counted the others
     * @throws DeadlineException if there is no time for another write
     * @throws dev.tally.counter.StoreUnavailableException if the store does not answer; the clicks may be counted
     */
    int count(Shard shard, String queue, List<QueuedChange> changes, Deadline deadline) {
        Set<Voter> voters = voters(changes);
        // The write of clicks needs no read: if it fails, its answer has the state. A plan of votes needs the old
        // votes.
        ShardState known = voters.isEmpty() ? ShardState.UNKNOWN : store.state(shard, queue, voters);
        for (int attempt = 1; ; attempt++) {
            Instant now = clock.instant();
            Plan plan = TallyPlanner.plan(shard, queue, changes, known, now);
            if (plan.increment().isEmpty()) {
                recordDuplicates(shard, plan.counted(), known.watermark());
                return 0;
            }
            if (deadline.isOver()) {
                throw new DeadlineException(shard.group());
            }
            Increment increment = plan.increment().get();
            Map<QueuedChange, Span> spans = spans(plan.fresh());
            Outcome outcome = store.add(increment.withTrace(lastOf(spans)), now);
            if (outcome instanceof Outcome.Behind behind && voters.isEmpty()) {
                known = new ShardState(behind.watermark(), behind.generation());
            } else if (!(outcome instanceof Outcome.Added)) {
                pause(attempt, shard);
                known = store.state(shard, queue, voters);
            } else {
                recordCounted(increment, plan.fresh());
                spans.forEach((queued, span) -> end(span, shard, queued));
                recordDuplicates(shard, plan.counted(), known.watermark());
                return increment.clicks();
            }
        }
    }

    /** Pauses before another attempt, because another writer of the shard may be at work. */
    private void pause(int attempt, Shard shard) {
        try {
            pauses.pause(Duration.ofMillis(Math.min(LONGEST_PAUSE, FIRST_PAUSE << Math.min(attempt - 1, 10))));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new DeadlineException(shard.group());
        }
    }

    private static Set<Voter> voters(List<QueuedChange> changes) {
        return changes.stream()
                .map(QueuedChange::change)
                .filter(Vote.class::isInstance)
                .map(change -> ((Vote) change).voter())
                .collect(Collectors.toSet());
    }

    /** Begins a span for each traced click. */
    private Map<QueuedChange, Span> spans(List<QueuedChange> clicks) {
        Map<QueuedChange, Span> spans = new LinkedHashMap<>();
        for (QueuedChange queued : clicks) {
            if (queued.trace().isPresent()) {
                spans.put(queued, tracer.begin("count click", queued.trace()));
            }
        }
        return spans;
    }

    /** Returns the trace of the last click: a write carries one trace, and the others end here. */
    private static Optional<TraceContext> lastOf(Map<QueuedChange, Span> spans) {
        return spans.values().stream()
                .map(Span::context)
                .flatMap(Optional::stream)
                .reduce((first, last) -> last);
    }

    private static void end(Span span, Shard shard, QueuedChange queued) {
        span.end(Map.of("clickId", queued.change().id().toString(), "shard", shard.group()));
    }

    private void recordCounted(Increment increment, List<QueuedChange> fresh) {
        LOG.infof(
                "clicks.counted shard=%s clicks=%d sum=%d first=%s last=%s clickIds=%s",
                increment.shard().group(),
                increment.clicks(),
                increment.sum(),
                increment.first(),
                increment.last(),
                fresh.stream().map(queued -> queued.change().id().toString()).collect(Collectors.joining(",")));
        increment
                .reset()
                .ifPresent(reset -> LOG.infof(
                        "shard.reset shard=%s generation=%s", increment.shard().group(), reset.id()));
        metrics.record(Metric.CLICKS_COUNTED, increment.clicks());
        Instant now = clock.instant();
        fresh.forEach(queued ->
                metrics.recordTime(Metric.CLICK_TO_COUNTED, queued.change().id().time(), now));
    }

    private void recordDuplicates(Shard shard, List<QueuedChange> counted, @Nullable SequenceNumber watermark) {
        for (QueuedChange queued : counted) {
            metrics.record(Metric.DUPLICATES_DROPPED, 1);
            LOG.infof(
                    "click.duplicate shard=%s clickId=%s sequence=%s watermark=%s outcome=counted-already",
                    shard.group(), queued.change().id(), queued.sequence(), watermark);
        }
    }
}
