package dev.tally.broadcaster.rollup;

import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.counter.CounterId;
import dev.tally.counter.Generations;
import dev.tally.counter.HistoryStore;
import dev.tally.counter.Minutes;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyStore;
import dev.tally.counter.Total;
import dev.tally.counter.TotalStore;
import dev.tally.counter.UnreadableItemException;
import dev.tally.runtime.trace.Span;
import dev.tally.runtime.trace.TraceContext;
import dev.tally.runtime.trace.Tracer;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jboss.logging.Logger;

/** The rollup of a counter: the sum of its shards, published as its total. */
@Singleton
class Rollup {

    // Neither the order nor the number of rollups matters. A rollup reads the shards as they are now, strongly
    // consistent, so its total contains the write that caused it. The version is the number of the shards' writes, and
    // the store rejects a total with fewer.

    private static final Logger LOG = Logger.getLogger(Rollup.class);

    private final TallyStore tallies;
    private final TotalStore totals;
    private final HistoryStore history;
    private final RepairResets repairResets;
    private final Clock clock;
    private final Tracer tracer;
    private final Duration historyRetention;

    /** A separate pool, because a rollup blocks a thread of the function's pool while it waits for the recording. */
    private final ExecutorService recorders = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "recorder");
        thread.setDaemon(true);
        return thread;
    });

    Rollup(
            TallyStore tallies,
            TotalStore totals,
            HistoryStore history,
            RepairResets repairResets,
            Clock clock,
            Tracer tracer,
            BroadcasterSettings settings) {
        this.tallies = tallies;
        this.totals = totals;
        this.history = history;
        this.repairResets = repairResets;
        this.clock = clock;
        this.tracer = tracer;
        this.historyRetention = settings.historyRetention();
    }

    /**
     * Publishes a counter's total after writes of its shards.
     *
     * @param changedMinutes the minutes with sums that these writes changed
     * @param trace the trace of one of these writes, if it is recorded
     * @throws dev.tally.counter.StoreUnavailableException if the total was not published; the caller must retry
     */
    void roll(CounterId counter, Set<Long> changedMinutes, Optional<TraceContext> trace) {
        try {
            rollReadable(counter, changedMinutes, trace);
        } catch (UnreadableItemException unreadable) {
            // A retry would fail again, and block all later records. The repair is a write that causes a new rollup.
            LOG.errorf("total.skipped counter=%s reason=\"%s\"", counter, unreadable.getMessage());
        }
    }

    private void rollReadable(CounterId counter, Set<Long> changedMinutes, Optional<TraceContext> trace) {
        Span span = tracer.begin("publish total", trace);
        Instant asOf = clock.instant();
        SortedMap<String, Tally> shards = tallies.shards(counter);
        Total total = total(counter, shards, asOf);
        boolean published = publish(total, total.minutes().inHoursOf(changedMinutes), span.context());
        repairResets.repair(counter, shards);
        span.end(Map.of(
                "counter",
                counter.value(),
                "version",
                Long.toString(total.version()),
                "published",
                Boolean.toString(published)));
    }

    /** Publishes a counter's total and every minute that its shards still keep. */
    Total rebuild(CounterId counter) {
        Instant asOf = clock.instant();
        SortedMap<String, Tally> shards = tallies.shards(counter);
        Total total = total(counter, shards, asOf);
        publish(total, total.minutes(), Optional.empty());
        repairResets.repair(counter, shards);
        return total;
    }

    private static Total total(CounterId counter, SortedMap<String, Tally> shards, Instant asOf) {
        return Total.sum(counter, List.copyOf(Generations.counted(shards).values()), asOf);
    }

    /** Makes both writes concurrently. If either fails, both are retried, which is safe because they are idempotent. */
    private boolean publish(Total total, Minutes minutes, Optional<TraceContext> trace) {
        if (total.version() == 0) {
            LOG.warnf("total.none counter=%s reason=\"the counter has no shard\"", total.counter());
            return false;
        }
        Future<?> recording = recorders.submit(() -> history.record(
                total.counter(), minutes, total.version(), clock.instant().plus(historyRetention)));
        boolean published = totals.publish(total, trace);
        await(recording);
        LOG.infof(
                "total.%s counter=%s count=%d version=%d minutes=%d",
                published ? "published" : "unchanged",
                total.counter(),
                total.count(),
                total.version(),
                minutes.sums().size());
        return published;
    }

    private static void await(Future<?> recording) {
        try {
            recording.get();
        } catch (ExecutionException failed) {
            throw failed.getCause() instanceof RuntimeException cause ? cause : new IllegalStateException(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while recording minutes", interrupted);
        }
    }
}
