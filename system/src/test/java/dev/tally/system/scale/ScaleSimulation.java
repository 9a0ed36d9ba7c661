package dev.tally.system.scale;

import dev.tally.counter.InMemoryHotListStore;
import dev.tally.counter.InMemoryLaggingStore;
import dev.tally.counter.InMemoryPushBudget;
import dev.tally.counter.LiveMode;
import dev.tally.counter.PollPlanner;
import dev.tally.counter.ShardPlanner;
import dev.tally.counter.SlicePlanner;
import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.spec.ProjectRoot;
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

/** One run of a case: the parts of the stack, and their measures. */
final class ScaleSimulation {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final StackSpec STACK = StackSpec.load(ROOT);

    /** The defaults of infra/stack.yaml and of the functions: docs/operations.md, "Settings of the functions". */
    private static final int MINIMUM_SHARDS = 2;

    private static final int PUSHES_PER_SECOND = 5_000;
    private static final int PUSH_VIEWERS = 20_000;
    private static final int VIEWERS_OF_SLICE = 500;

    /** The counters that fit into the hot list: docs/limits.md, "Throughput". */
    private static final int HOT_LIST = 68;

    /** A new table has 4, each with 1,000 write units a second: docs/operations.md, "Quotas to raise". */
    private static final int PARTITIONS = 4;

    private static final double UNITS_PER_COLD_CLICK = 3;

    /** The screens that stand for all viewers of a case. */
    private static final int SCREENS = 100;

    private static final int SECONDS_PER_HOUR = 3600;
    private static final double SECONDS_PER_MINUTE = 60;

    private final ScaleCase scaleCase;
    private final Prices prices = Prices.load(ROOT);
    private final VirtualTime time = new VirtualTime();
    private final Chance chance;
    private final Usage usage = new Usage();
    private final Measures measures = new Measures(time);
    private final List<SimulatedCounter> counters = new ArrayList<>();
    private final QuotaUse quotas;
    private final CounterTable table;
    private final ClickQueue queue;
    private final Press press;
    private final Aggregator aggregator;
    private final FanOut fanOut;
    private final StreamSource shardWrites;
    private final StreamSource totalWrites;
    private int ticks;
    private long missedBefore;

    private ScaleSimulation(ScaleCase scaleCase, long seed) {
        this.scaleCase = scaleCase;
        this.chance = new Chance(seed);
        this.quotas = new QuotaUse(QuotaFile.load(ROOT), scaleCase.limits().raised(), time);
        this.table = new CounterTable(usage, quotas);
        this.queue = new ClickQueue(time, quotas);
        Meter requests = quotas.meter(Quota.REQUESTS_PER_SECOND);
        Level executions = quotas.level(Quota.CONCURRENT_EXECUTIONS);
        InMemoryHotListStore hotList = new InMemoryHotListStore(HOT_LIST);
        InMemoryLaggingStore lagging = new InMemoryLaggingStore();
        int maximumShards = scaleCase.limits().maximumShards();
        this.press =
                new Press(time, chance, queue, hotList, lagging, usage, quotas, requests, executions, MINIMUM_SHARDS);
        InMemoryPushBudget budget = new InMemoryPushBudget();
        this.fanOut = new FanOut(
                time,
                chance,
                table,
                usage,
                executions,
                new SlicePlanner(VIEWERS_OF_SLICE, PUSHES_PER_SECOND),
                () -> new Pushes(time, chance, budget, PUSHES_PER_SECOND, requests, usage));
        this.totalWrites = stream("totals-to-fanout", fanOut);
        ShardPlans plans = new ShardPlans(time, new ShardPlanner(MINIMUM_SHARDS, maximumShards), hotList, lagging);
        Rollup rollup = new Rollup(time, table, plans, usage, executions, this::published);
        this.shardWrites = stream("shards-to-rollup", rollup);
        this.aggregator = new Aggregator(
                time,
                queue,
                table,
                usage,
                quotas,
                maximumShards,
                scaleCase.limits().batch(),
                executions,
                this::counted);
        addCounters();
    }

    private StreamSource stream(String name, StreamSource.Handler handler) {
        StackSpec.StreamSource settings =
                StackSpec.named("stream source", name, STACK.streamSources().get(name));
        return new StreamSource(time, chance, partitions(), settings, handler);
    }

    /** Runs a case. The same seed has the same result. */
    static ScaleResult run(ScaleCase scaleCase, long seed) {
        return new ScaleSimulation(scaleCase, seed).run();
    }

    private void addCounters() {
        Load load = scaleCase.load();
        // The viewers that came before the limit keep their connections. The planner knows no others.
        int known = Math.min(load.viewers(), PUSH_VIEWERS + 1);
        LiveMode mode = new PollPlanner(PUSH_VIEWERS, scaleCase.limits().pollInterval())
                .next(LiveMode.PUSH, known, time.instant());
        int connected = Math.min(load.viewers(), PUSH_VIEWERS);
        int screens = SCREENS / Math.max(1, load.watched()) + 1;
        Meter viewerRequests = quotas.meter(Quota.VIEWER_REQUESTS_PER_SECOND);
        for (int counter = 0; counter < load.watched(); counter++) {
            Audience polling = new Audience(load.viewers() - connected, screens, measures.screen());
            counters.add(SimulatedCounter.one(
                    "counter-" + counter,
                    load.messagesPerSecondAndCounter(),
                    new Audience(connected, screens, measures.screen()),
                    polling,
                    table.key()));
            new Polls(time, chance, table, usage, viewerRequests, polling, mode.interval()).start();
        }
        double others = load.counters() - load.watched();
        if (others > 0) {
            counters.add(SimulatedCounter.many(others, MINIMUM_SHARDS, others * load.messagesPerSecondAndCounter()));
        }
    }

    /** Returns the partitions that the writes of the case need. A counter's shards have one, also with more writes. */
    private int partitions() {
        Load load = scaleCase.load();
        double units = Math.min(
                quotas.limit(Quota.WRITE_UNITS_PER_TABLE),
                load.messagesPerSecondAndCounter() * load.counters() * UNITS_PER_COLD_CLICK);
        return (int) Math.max(PARTITIONS, Math.ceil(units / quotas.limit(Quota.WRITE_UNITS_PER_PARTITION_KEY)));
    }

    private ScaleResult run() {
        time.every(0, Timing.TICK, this::tick);
        time.runUntil(micros(scaleCase.warmUp()));
        quotas.restart();
        usage.restart();
        press.restart();
        measures.restart();
        missedBefore = fanOut.missed();
        time.runUntil(micros(scaleCase.warmUp().plus(scaleCase.measured())));
        return result();
    }

    private void tick() {
        queue.start(ticks);
        measures.waiting(queue.messages());
        press.accept(counters, ticks);
        ticks++;
    }

    private void counted(MessageGroup.Batch batch) {
        SimulatedCounter counter = batch.group().counter();
        counter.counted(batch, time);
        measures.counted(batch);
        int shard = counter.isMany() ? anywhere() : batch.group().shard();
        shardWrites.record(counter, placeOf(counter), shard, batch.group().distinct(batch.messages()));
    }

    private void published(SimulatedCounter counter, double records) {
        counter.publish(time.now());
        fanOut.published(counter);
        totalWrites.record(counter, placeOf(counter), placeOf(counter), records);
    }

    private int placeOf(SimulatedCounter counter) {
        return counter.isMany() ? anywhere() : counter.id().hashCode();
    }

    /** Returns the place of an item of one of many counters. */
    private int anywhere() {
        return chance.index(Integer.MAX_VALUE);
    }

    private ScaleResult result() {
        double seconds = scaleCase.measured().toSeconds();
        double coalesced = scaleCase.load().coalesced();
        double asked = Math.max(1, press.asked());
        Map<Press.Rejection, Double> rejected = new EnumMap<>(Press.Rejection.class);
        press.rejected().forEach((reason, messages) -> rejected.put(reason, messages / asked));
        long missed = fanOut.missed() - missedBefore;
        return new ScaleResult(
                scaleCase,
                asked * coalesced / seconds,
                press.accepted() * coalesced / seconds,
                measures.counted() * coalesced / seconds,
                press.acceptedInAll() - measures.countedInAll() - aggregator.inFlight() - queue.messages(),
                queue.messages(),
                measures.mostWaiting(),
                Math.max(MINIMUM_SHARDS, counters.get(0).shards()),
                measures.settled(measures.counted() / seconds),
                Quantiles.of(measures.lag()),
                Quantiles.of(measures.screen()),
                (double) totalWrites.lag() / VirtualTime.SECOND,
                usage.messages() / seconds,
                (double) missed / Math.max(1, missed + usage.messages()),
                usage.polls() / seconds,
                usage.originRequests() / seconds,
                rejected,
                usage.writeUnits() / seconds,
                dollars() * SECONDS_PER_HOUR / seconds,
                quotas.binding());
    }

    private double dollars() {
        Map<String, Integer> memory = STACK.functions().entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, function -> function.getValue().memoryMegabytes()));
        double connected = counters.stream()
                .mapToInt(counter -> counter.pushed().viewers())
                .sum();
        long minutes = Math.round(connected * scaleCase.measured().toSeconds() / SECONDS_PER_MINUTE);
        double stack = prices.bill(usage.calls(), memory, minutes).values().stream()
                .mapToDouble(Double::doubleValue)
                .sum();
        return stack + prices.polls(usage.polls(), usage.shieldRequests());
    }

    private static long micros(Duration duration) {
        return duration.toMillis() * VirtualTime.MILLISECOND;
    }
}
