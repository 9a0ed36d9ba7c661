package dev.tally.system.scale;

import dev.tally.counter.InMemoryHotListStore;
import dev.tally.counter.InMemoryLaggingStore;
import dev.tally.counter.ShardPlanner;
import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.system.cost.Prices;
import dev.tally.system.scale.ScaleCase.Load;
import dev.tally.system.scale.ScaleResult.Quantiles;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** One run of a case. */
final class ScaleSimulation {

    private static final int MINIMUM_SHARDS = 2;

    /** The counters that fit into the hot list: docs/limits.md, "Throughput". */
    private static final int HOT_LIST = 68;

    /** A new table has 4, each with 1,000 write units a second: docs/operations.md, "Quotas to raise". */
    private static final int PARTITIONS = 4;

    private static final double UNITS_PER_CLICK = 3;
    private static final double HOUR = 3600;
    private static final double SETTLED = 0.95;
    private static final int SETTLED_OVER = 10;

    private final ScaleCase of;
    private final Prices prices;
    private final Map<String, Integer> memory;
    private final VirtualTime time = new VirtualTime();
    private final Usage usage = new Usage();
    private final QuotaUse quotas;
    private final ClickQueue queue;
    private final Press press;
    private final Aggregator aggregator;
    private final List<SimulatedCounter> counters = new ArrayList<>();
    private final List<Double> countedBySecond = new ArrayList<>();
    private final Delays lag = new Delays();
    private final Delays published = new Delays();
    private int ticks;
    private long countedInAll;
    private double counted;
    private long mostWaiting;

    private ScaleSimulation(ScaleCase of, long seed, Path root) {
        this.of = of;
        this.prices = Prices.load(root);
        this.memory = StackSpec.load(root).functions().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, function -> function.getValue().memoryMegabytes()));
        Chance chance = new Chance(seed);
        this.quotas = new QuotaUse(QuotaFile.load(root), of.limits().raised(), time);
        CounterTable table = new CounterTable(usage, quotas);
        this.queue = new ClickQueue(time, quotas);
        Level executions = quotas.level(Quota.CONCURRENT_EXECUTIONS);
        InMemoryHotListStore hotList = new InMemoryHotListStore(HOT_LIST);
        InMemoryLaggingStore lagging = new InMemoryLaggingStore();
        this.press = new Press(
                time,
                chance,
                queue,
                hotList,
                lagging,
                usage,
                quotas,
                quotas.meter(Quota.REQUESTS_PER_SECOND),
                executions,
                MINIMUM_SHARDS);
        addCounters(table);
        ShardPlans plans = new ShardPlans(
                time, new ShardPlanner(MINIMUM_SHARDS, of.limits().maximumShards()), hotList, lagging);
        Rollup rollup = new Rollup(time, table, plans, usage, executions, this::published);
        StreamSource shards = new StreamSource(time, chance, partitions(), rollup);
        this.aggregator =
                new Aggregator(time, queue, table, usage, quotas, of.limits().maximumShards(), executions, batch -> {
                    counted(batch);
                    boolean isMany = batch.group().counter().isMany();
                    shards.record(
                            batch.group().counter(),
                            isMany
                                    ? chance.index(Integer.MAX_VALUE)
                                    : batch.group().counter().id().hashCode(),
                            isMany
                                    ? chance.index(Integer.MAX_VALUE)
                                    : batch.group().shard(),
                            batch.group().distinct(batch.messages()));
                });
    }

    /** Runs a case. The same seed has the same result. */
    static ScaleResult run(ScaleCase scaleCase, long seed, Path root) {
        return new ScaleSimulation(scaleCase, seed, root).run();
    }

    private void addCounters(CounterTable table) {
        Load load = of.load();
        for (int counter = 0; counter < load.watched(); counter++) {
            counters.add(SimulatedCounter.one(
                    "counter-" + counter, load.messagesPerSecondAndCounter(), load.viewers(), table.key()));
        }
        double others = load.counters() - load.watched();
        if (others > 0) {
            counters.add(SimulatedCounter.many(others, MINIMUM_SHARDS, others * load.messagesPerSecondAndCounter()));
        }
    }

    /** Returns the partitions that the writes of the case need. A counter's shards have one, also with more writes. */
    private int partitions() {
        double units = Math.min(
                quotas.limit(Quota.WRITE_UNITS_PER_TABLE),
                of.load().messagesPerSecondAndCounter() * of.load().counters() * UNITS_PER_CLICK);
        return (int) Math.max(PARTITIONS, Math.ceil(units / quotas.limit(Quota.WRITE_UNITS_PER_PARTITION_KEY)));
    }

    private ScaleResult run() {
        time.every(0, Timing.TICK, this::tick);
        time.runUntil(micros(of.warmUp()));
        restart();
        time.runUntil(micros(of.warmUp().plus(of.measured())));
        return result();
    }

    private void tick() {
        queue.start(ticks);
        press.accept(counters, ticks);
        mostWaiting = Math.max(mostWaiting, queue.messages());
        ticks++;
    }

    private void counted(MessageGroup.Batch batch) {
        double clicks = (double) batch.messages() * of.load().coalesced();
        batch.group().counter().counted(batch, time);
        counted += clicks;
        countedInAll += batch.messages();
        int second = (int) (time.now() / VirtualTime.SECOND);
        while (countedBySecond.size() <= second) {
            countedBySecond.add(0.0);
        }
        countedBySecond.set(second, countedBySecond.get(second) + clicks);
        lag.add(Timing.PRESS + time.now() - batch.arrival(), batch.messages());
    }

    private void published(SimulatedCounter counter, double totals) {
        counter.publish()
                .forEach(clicks -> published.add(Timing.PRESS + time.now() - clicks.arrival(), clicks.messages()));
    }

    private void restart() {
        quotas.restart();
        usage.restart();
        press.restart();
        lag.clear();
        published.clear();
        counted = 0;
    }

    private ScaleResult result() {
        double seconds = of.measured().toSeconds();
        double coalesced = of.load().coalesced();
        double asked = Math.max(1, press.asked());
        Map<Press.Rejection, Double> rejected = new EnumMap<>(Press.Rejection.class);
        press.rejected().forEach((reason, messages) -> rejected.put(reason, messages / asked));
        double dollars = prices.bill(usage.calls(), memory, 0).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return new ScaleResult(
                of,
                press.asked() * coalesced / seconds,
                press.accepted() * coalesced / seconds,
                counted / seconds,
                press.acceptedInAll() - countedInAll - aggregator.inFlight() - queue.messages(),
                queue.messages(),
                mostWaiting,
                Math.max(MINIMUM_SHARDS, counters.get(0).shards()),
                settled(counted / seconds),
                Quantiles.of(lag),
                Quantiles.of(published),
                rejected,
                usage.writeUnits() / seconds,
                dollars * HOUR / seconds,
                quotas.binding());
    }

    private double settled(double perSecond) {
        for (int second = 0; second + SETTLED_OVER <= countedBySecond.size(); second++) {
            double mean = countedBySecond.subList(second, second + SETTLED_OVER).stream()
                    .mapToDouble(Double::doubleValue)
                    .average()
                    .orElse(0);
            if (mean >= SETTLED * perSecond) {
                return second;
            }
        }
        return Double.NaN;
    }

    private static long micros(Duration duration) {
        return duration.toMillis() * VirtualTime.MILLISECOND;
    }
}
