package dev.tally.system.scale;

import dev.tally.counter.Admission;
import dev.tally.counter.CounterId;
import dev.tally.counter.HotListReader;
import dev.tally.counter.HotListStore;
import dev.tally.counter.LaggingStore;
import dev.tally.counter.Schedule;
import dev.tally.counter.ShardPlanner;
import dev.tally.counter.ShardRates;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/** The planning of shards after a rollup, with the product's planner. */
final class ShardPlans {

    /** As in the broadcaster's PlanShards. */
    private static final Duration REJECTED_FOR = Duration.ofSeconds(6);

    private static final Duration RENEWED_AFTER = Duration.ofSeconds(2);

    private final VirtualTime time;
    private final ShardPlanner planner;
    private final HotListStore store;
    private final LaggingStore lagging;
    private final HotListReader hotList;
    private final ShardRates rates = new ShardRates();
    private final Map<CounterId, Instant> rejected = new HashMap<>();

    ShardPlans(VirtualTime time, ShardPlanner planner, HotListStore store, LaggingStore lagging) {
        this.time = time;
        this.planner = planner;
        this.store = store;
        this.lagging = lagging;
        this.hotList = new HotListReader(store, time, failed -> {
            throw failed;
        });
    }

    void plan(SimulatedCounter counter) {
        Instant now = time.instant();
        reportLag(counter.id(), ShardPlanner.lag(counter.tallies(), SimulatedCounter.REGION, now), now);
        Set<String> atLimit = rates.atLimit(counter.id(), counter.tallies(), now);
        if (!planner.needsSchedule(counter.tallies(), atLimit, SimulatedCounter.REGION, now)) {
            return;
        }
        Schedule seen = hotList.list().orElseThrow().of(counter.id());
        planner.plan(seen, counter.tallies(), atLimit, SimulatedCounter.REGION, now)
                .ifPresent(next -> {
                    store.replace(counter.id(), seen, next);
                    hotList.forget();
                });
    }

    private void reportLag(CounterId counter, Duration lag, Instant now) {
        Instant renewed = rejected.get(counter);
        if (lag.compareTo(Admission.ALL) <= 0) {
            if (renewed != null) {
                lagging.remove(counter);
                rejected.remove(counter);
            }
        } else if (renewed == null || !now.isBefore(renewed.plus(RENEWED_AFTER))) {
            lagging.put(counter, new Admission(lag, now.plus(REJECTED_FOR)), now);
            rejected.put(counter, now);
        }
    }
}
