package dev.tally.broadcaster.rollup;

import dev.tally.counter.Admission;
import dev.tally.counter.CounterId;
import dev.tally.counter.CounterKind;
import dev.tally.counter.HotList;
import dev.tally.counter.HotListReader;
import dev.tally.counter.HotListStore;
import dev.tally.counter.HotListStore.Outcome;
import dev.tally.counter.LaggingStore;
import dev.tally.counter.Schedule;
import dev.tally.counter.ShardPlanner;
import dev.tally.counter.ShardRates;
import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.Tally;
import dev.tally.counter.TallyStore;
import dev.tally.counter.UnreadableItemException;
import dev.tally.runtime.Deadline;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/** The planning of a counter's shards after a rollup, and the report of its lag to press. */
public final class PlanShards {

    // A rollup has just read the shards, so a plan for a counter with little load costs no further read. A counter with
    // load needs the hot list, which an environment reads at most every 20 s. An older list does no harm, because
    // a write takes effect only in place of the schedule that was read.
    //
    // An entry starts 90 s after its plan, and the write of it must not come late. Lambda freezes an environment once
    // the answer is sent, and a call under way would go on minutes later. So a write begins only if it can end before
    // the answer. The next rollup makes a plan that was left out or that failed.
    //
    // A counter without clicks has no rollups, so another counter's rollup must free its place. If the list is full,
    // each rollup that needs a place visits one listed counter, in the order of their ids. The oldest schedule alone
    // does not suffice, because its counter can be busy for days.

    private static final Logger LOG = Logger.getLogger(PlanShards.class);

    /** The time that a write needs at most, by the time-out of the client in application.properties, and a margin. */
    static final Duration WRITE = Duration.ofSeconds(4);

    /**
     * The time for which a share is rejected after a rollup that found it lagging. It is short, because no rollup
     * follows the last message of a backlog, and that message waited long.
     */
    private static final Duration REJECTED_FOR = Duration.ofSeconds(6);

    /** The time after which the rejection is renewed. */
    private static final Duration RENEWED_AFTER = Duration.ofSeconds(2);

    /** The age of a schedule from which the planner visits a counter, if the list is full. */
    private static final Duration OLD = Duration.ofMinutes(10);

    private final ShardPlanner planner;
    private final HotListStore store;
    private final HotListReader hotList;
    private final LaggingStore laggingStore;
    private final TallyStore tallies;
    private final String region;
    private final InstantSource clock;
    private final ShardRates rates = new ShardRates();
    private final Map<CounterId, Instant> rejected = new ConcurrentHashMap<>();
    private volatile String visited = "";

    /** @param region of the shards and lists */
    public PlanShards(
            ShardPlanner planner,
            HotListStore store,
            LaggingStore laggingStore,
            TallyStore tallies,
            String region,
            InstantSource clock) {
        this.planner = planner;
        this.store = store;
        this.hotList = new HotListReader(
                store, clock, failed -> LOG.warnf("hot-list.unavailable reason=\"%s\"", failed.getMessage()));
        this.laggingStore = laggingStore;
        this.tallies = tallies;
        this.region = region;
        this.clock = clock;
    }

    /**
     * Plans the shards of a counter, and reports its lag. Those of votes are fixed. A failure is logged.
     *
     * @param shards as the rollup read them
     * @param deadline of the invocation
     */
    void plan(CounterId counter, SortedMap<String, Tally> shards, Deadline deadline) {
        try {
            Instant now = clock.instant();
            reportLag(counter, ShardPlanner.lag(shards, region, now), deadline);
            if (CounterKind.of(counter).takesVotes()) {
                return;
            }
            Set<String> atLimit = rates.atLimit(counter, shards, now);
            if (planner.needsSchedule(shards, atLimit, region, now)) {
                planWithSchedule(counter, shards, atLimit, deadline);
            }
        } catch (StoreUnavailableException | UnreadableItemException failed) {
            LOG.warnf("shards.not-planned counter=%s reason=\"%s\"", counter, failed.getMessage());
        }
    }

    private void planWithSchedule(
            CounterId counter, SortedMap<String, Tally> shards, Set<String> atLimit, Deadline deadline) {
        Optional<HotList> list = hotList.list();
        if (list.isPresent() && replace(list.get(), counter, shards, atLimit, deadline) == Outcome.FULL) {
            LOG.warnf("shards.list-full counter=%s", counter);
            nextOld(list.get())
                    .ifPresent(other -> replace(list.get(), other, tallies.shards(other), Set.of(), deadline));
        }
    }

    /** Writes the planned schedule of a counter, if the plan is a change. */
    private Outcome replace(
            HotList list, CounterId counter, SortedMap<String, Tally> shards, Set<String> atLimit, Deadline deadline) {
        Schedule seen = list.of(counter);
        Instant now = clock.instant();
        Optional<Schedule> planned = planner.plan(seen, shards, atLimit, region, now);
        if (planned.isEmpty() || deadline.remaining().compareTo(WRITE) < 0) {
            return Outcome.OUTDATED;
        }
        Outcome outcome = store.replace(counter, seen, planned.get());
        hotList.forget();
        if (outcome == Outcome.REPLACED) {
            LOG.infof("shards.planned counter=%s schedule=%s", counter, planned.get());
        }
        return outcome;
    }

    /** Returns the next counter with an old schedule. Its clicks may have ended, so that no rollup removes it. */
    private Optional<CounterId> nextOld(HotList list) {
        Instant old = clock.instant().minus(OLD);
        List<CounterId> counters = list.schedules().entrySet().stream()
                .filter(entry ->
                        entry.getValue().lastFrom().orElse(Instant.EPOCH).isBefore(old))
                .map(Map.Entry::getKey)
                .sorted(Comparator.comparing(CounterId::value))
                .toList();
        Optional<CounterId> next = counters.stream()
                .filter(counter -> counter.value().compareTo(visited) > 0)
                .findFirst()
                .or(() -> counters.stream().findFirst());
        next.ifPresent(counter -> visited = counter.value());
        return next;
    }

    private void reportLag(CounterId counter, Duration lag, Deadline deadline) {
        Instant now = clock.instant();
        Instant renewed = rejected.get(counter);
        if (deadline.remaining().compareTo(WRITE) < 0) {
            return;
        }
        if (lag.compareTo(Admission.ALL) > 0) {
            if (renewed == null || !now.isBefore(renewed.plus(RENEWED_AFTER))) {
                laggingStore.put(counter, new Admission(lag, now.plus(REJECTED_FOR)), now);
                rejected.put(counter, now);
                LOG.warnf("counter.lagging counter=%s lagMillis=%d", counter, lag.toMillis());
            }
        } else if (renewed != null) {
            laggingStore.remove(counter);
            rejected.remove(counter);
            LOG.infof("counter.caught-up counter=%s", counter);
        }
    }
}
