package dev.tally.broadcaster.rollup;

import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.HistoryStore;
import dev.tally.counter.Minutes;
import dev.tally.counter.QueueName;
import dev.tally.counter.StoreUnavailableException;
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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jboss.logging.Logger;

/** The rollup of a counter: the sum of its shards, published as its total. */
@Singleton
class Rollup {

    // Neither the order nor the number of rollups matters. A rollup reads the shards as they are now, strongly
    // consistent, so its total contains the write that caused it. It publishes on the condition of the total that it
    // last saw. It publishes only a total with every write of that one. If another rollup has published meanwhile, the
    // rollup compares the two totals. It reads the shards again if each total has a write that the other one lacks.
    //
    // A rollup remembers the totals that it saw, so that a busy counter needs one write and no read. With nothing
    // remembered, the first publication of an existing total fails and returns it.
    //
    // A table that was restored has another epoch, in which fewer writes may follow more. The total of a later epoch
    // replaces one of an earlier epoch even with fewer writes. A function that was not redeployed yet publishes
    // nothing.
    //
    // The history is recorded after the total, from a published one. So a higher version has every sum of a lower one.
    // If the recording fails, the stream repeats the rollup. It then finds the same total published, and records it.

    private static final Logger LOG = Logger.getLogger(Rollup.class);

    /** The number of publications that other rollups may precede before the stream retries. */
    private static final int ATTEMPTS = 10;

    private final TallyStore tallies;
    private final TotalStore totals;
    private final HistoryStore history;
    private final RepairResets repairResets;
    private final Clock clock;
    private final Tracer tracer;
    private final Duration historyRetention;

    private final Epoch epoch;
    private final String queue;
    private final SeenTotals seenTotals;

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
        this.epoch = new Epoch(settings.epoch());
        this.queue = QueueName.of(settings.queueUrl());
        this.seenTotals = new SeenTotals(epoch);
    }

    /**
     * Publishes a counter's total after writes of its shards.
     *
     * @param changedMinutes the minutes with sums that these writes changed
     * @param trace the trace of one of these writes, if it is recorded
     * @param plan receives the shards before the total is published
     * @throws dev.tally.counter.StoreUnavailableException if the total was not published; the caller must retry
     */
    void roll(
            CounterId counter,
            Set<Long> changedMinutes,
            Optional<TraceContext> trace,
            Consumer<SortedMap<String, Tally>> plan) {
        try {
            rollReadable(counter, changedMinutes, trace, plan);
        } catch (UnreadableItemException unreadable) {
            // A retry would fail again, and block all later records. The repair is a write that causes a new rollup.
            LOG.errorf("total.skipped counter=%s reason=\"%s\"", counter, unreadable.getMessage());
        }
    }

    private void rollReadable(
            CounterId counter,
            Set<Long> changedMinutes,
            Optional<TraceContext> trace,
            Consumer<SortedMap<String, Tally>> plan) {
        Span span = tracer.begin("publish total", trace);
        Optional<Total> published =
                roll(seenTotals.of(counter), minutes -> minutes.inHoursOf(changedMinutes), span.context(), plan);
        span.end(Map.of(
                "counter",
                counter.value(),
                "version",
                published.map(total -> Long.toString(total.version())).orElse("none")));
    }

    /**
     * Publishes a counter's total and every minute that its shards still keep.
     *
     * @param plan receives the shards before the total is published
     */
    Total rebuild(CounterId counter, Consumer<SortedMap<String, Tally>> plan) {
        return roll(totals.find(counter).total(), minutes -> minutes, Optional.empty(), plan)
                .orElseGet(() -> Total.zero(counter, epoch));
    }

    /**
     * Publishes the total of the shards, records its minutes, and repairs resets.
     *
     * @param known the published total as it was before
     * @param recorded selects the minutes of the total to record
     * @param plan receives the shards first, because a counter that cannot be published may lag as well
     * @return the published total, as {@link #publish} returns it
     */
    private Optional<Total> roll(
            Total known,
            UnaryOperator<Minutes> recorded,
            Optional<TraceContext> trace,
            Consumer<SortedMap<String, Tally>> plan) {
        Read read = read(known.counter());
        plan.accept(read.shards());
        Optional<Total> published = publish(read, known, trace);
        published.ifPresent(total -> record(total, recorded.apply(total.minutes())));
        repairResets.repair(known.counter(), read.shards());
        return published;
    }

    /**
     * Publishes the sum of the shards, unless the published total has every write of it.
     *
     * @param read the shards, read after the published total
     * @param known the published total as it was before
     * @return the published total that has every write of this rollup's read; empty if there is none
     */
    private Optional<Total> publish(Read read, Total known, Optional<TraceContext> trace) {
        CounterId counter = known.counter();
        Total seen = known;
        Total total = read.total();
        boolean isReadAfterSeen = true;
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            if (total.version() == 0) {
                LOG.warnf("total.none counter=%s reason=\"the counter has no shard\"", counter);
                return Optional.empty();
            }
            if (seen.epoch().isAfter(epoch)) {
                LOG.warnf("total.outdated counter=%s epoch=%s published=%s", counter, epoch, seen.epoch());
                return Optional.empty();
            }
            Total.Relation relation = total.relationTo(seen);
            if (relation == Total.Relation.NEWER) {
                Optional<Total> current = totals.publish(total, seen, trace);
                seen = current.orElse(total);
                seenTotals.put(seen);
                if (current.isEmpty()) {
                    log("published", total);
                    return Optional.of(total);
                }
                isReadAfterSeen = false;
            } else if (relation == Total.Relation.SAME || (!isReadAfterSeen && relation == Total.Relation.OLDER)) {
                log("unchanged", seen);
                return Optional.of(seen);
            } else if (isReadAfterSeen) {
                return lacksWrites(total, seen);
            } else {
                total = read(counter).total();
                isReadAfterSeen = true;
            }
        }
        throw new StoreUnavailableException(
                "other rollups published the total of " + counter + " " + ATTEMPTS + " times meanwhile",
                new IllegalStateException("contended"));
    }

    /**
     * Skips a total that lacks writes of an earlier one. A strongly consistent read after that one finds all its writes,
     * so a shard was deleted or restored by hand.
     */
    private Optional<Total> lacksWrites(Total total, Total seen) {
        seenTotals.remove(total.counter());
        LOG.errorf(
                "total.skipped counter=%s reason=\"the shards have %d writes and lack some of the %d in the total:"
                        + " audit the counter\"",
                total.counter(), total.version(), seen.version());
        return Optional.empty();
    }

    private Read read(CounterId counter) {
        Instant asOf = clock.instant();
        SortedMap<String, Tally> shards = tallies.shards(counter);
        return new Read(shards, Total.sum(counter, epoch, queue, shards, asOf));
    }

    private void record(Total total, Minutes minutes) {
        history.record(
                total.counter(),
                minutes,
                total.epoch(),
                total.version(),
                clock.instant().plus(historyRetention));
    }

    private static void log(String event, Total total) {
        LOG.infof("total.%s counter=%s count=%d version=%d", event, total.counter(), total.count(), total.version());
    }

    /** The shards of a counter, and their sum. */
    private record Read(SortedMap<String, Tally> shards, Total total) {}
}
