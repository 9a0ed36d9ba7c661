package dev.tally.system.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.localstack.quota.QuotaReport;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.Crowd;
import dev.tally.system.kit.LoadGenerator;
import dev.tally.system.kit.LoadGenerator.Result;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import dev.tally.system.kit.UnpublishableTotals;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.awaitility.core.ConditionTimeoutException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The benchmark of isolation under AWS's quotas; {@code make bench OF=isolation} prints the table. It measures the clicks,
 * reads and viewers of 50 counters, alone and beside a counter that wants more than its share. A request without its
 * result counts as an infinite time. Everything is measured twice: with the bounds of a counter off, as far as settings
 * turn them off, and on.
 */
class IsolationBench {

    private static final double SCALE = Double.parseDouble(System.getProperty("bench.scale", "0.02"));
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 60));
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 15));

    /** The measured counters, each with one request a second. */
    private static final int NEIGHBOURS = Integer.getInteger("bench.neighbours", 50);

    private static final int SHARDS = 2;

    /** The default of {@code aggregator_concurrency} on AWS, scaled. The local number is for one machine. */
    private static final int BATCHES = (int) (512 * SCALE);

    /** Ten times the sends of a counter's shards, 300 calls/s each on AWS. */
    private static final int HOT_CLICKS_PER_SECOND = (int) (10 * SHARDS * 300 * SCALE);

    /**
     * More than a partition key allows: 3,000 units/s on AWS, and half a unit for each read. With the neighbours it is
     * less than API Gateway's 10,000 requests/s. A history is read, because the cache keeps a count for a second.
     */
    private static final int HOT_READS_PER_SECOND = (int) (7000 * SCALE);

    private static final String READ = "/history";

    /** As many different minutes as reads, so that no cache has the answer. */
    private static final String UNCACHED_READ = "crowded/history?resolution=1m&to=";

    /** The default of {@code TALLY_PUSHES_PER_SECOND}, scaled. */
    private static final int PUSHES_PER_SECOND = (int) (5000 * SCALE);

    /** With ten totals a second, these viewers need five times all pushes. */
    private static final int HOT_VIEWERS = PUSHES_PER_SECOND / 2;

    private static final int CLICKS_TO_HOT_VIEWERS_PER_SECOND = 10;

    /**
     * As many as the lanes of a shard of the stream. Each occupies up to three executions for minutes, of which the
     * account has 20 at the scale of 0.02.
     */
    private static final int FAILING = 4;

    private static final int CONNECTS_PER_SECOND = (int) (400 * SCALE);

    /** The time after the last click in which a screen must show it. */
    private static final Duration SHOWN = Duration.ofSeconds(30);

    private static final Results RESULTS = new Results(
            "isolation",
            "| bounds | measured | beside | asked | errors | p50 ms | p95 ms | p99 ms | comparable | reached quotas |",
            "|---|---|---|---|---|---|---|---|---|---|");

    /** The bounds of a counter that settings turn on and off. The second pass has the warmer processes, so it is off. */
    private enum Bounds {
        ON,
        OFF;

        TestOptions applyTo(TestOptions options) {
            return switch (this) {
                case OFF ->
                    options.withVariable("TALLY_SHARDS_MAX", String.valueOf(SHARDS))
                            .withVariable("TALLY_READ_CACHE", "0")
                            .withVariable("TALLY_PUSHES_PER_SECOND", "1000000");
                case ON -> options.withVariable("TALLY_PUSHES_PER_SECOND", String.valueOf(PUSHES_PER_SECOND));
            };
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParameterizedTest
    @EnumSource
    void neighbours_ofAHotCounter(Bounds bounds) {
        QuotaFile quotas = QuotaFile.load(ProjectRoot.above(Path.of(""))).with(Quota.SOURCE_CONCURRENCY, BATCHES);
        TestOptions options = TestOptions.DEFAULT
                .withQuotas(quotas, SCALE)
                .withVisibility(30)
                .withAggregatorTimeout(5)
                .withProcesses(1, 32)
                .withProxies(Proxies.DYNAMODB)
                .withVariable("QUARKUS_LOG_LEVEL", "WARN")
                .withVariable("TALLY_SHARDS", String.valueOf(SHARDS));
        try (TestStack stack = TestStack.start(bounds.applyTo(options));
                LoadGenerator load = new LoadGenerator(stack.endpoint());
                LoadGenerator hot = new LoadGenerator(stack.endpoint());
                Crowd viewers = Crowd.open(
                        stack.webSocketEndpoint(), Collections.nCopies(HOT_VIEWERS, "crowded"), CONNECTS_PER_SECOND)) {
            new Run(bounds, stack, load, hot, viewers).measure();
        }
    }

    private static List<String> counters(String name, int number) {
        return IntStream.range(0, number).mapToObj(index -> name + "-" + index).toList();
    }

    /**
     * The load beside the measured counters.
     *
     * @param limit the quota that it must reach, null if a bound of Tally limits it
     */
    private record Load(String name, @Nullable Quota limit, Supplier<?> run) {

        boolean isComparable(QuotaReport report) {
            return limit == null ? report.isMachineFree() : report.isComparable(limit);
        }
    }

    /** A result, and the reached quotas of its time. */
    private record Measured(Result result, QuotaReport report) {}

    /** The measurements on one stack. */
    private static final class Run {

        private final Bounds bounds;
        private final TestStack stack;
        private final LoadGenerator load;
        private final LoadGenerator hot;
        private final Crowd hotViewers;
        private final List<String> failing = counters("failing", FAILING);
        private int hotAccepted;
        private int hotAsked;
        private int comparable;
        private int rows;

        Run(Bounds bounds, TestStack stack, LoadGenerator load, LoadGenerator hot, Crowd hotViewers) {
            this.bounds = bounds;
            this.stack = stack;
            this.load = load;
            this.hot = hot;
            this.hotViewers = hotViewers;
        }

        void measure() {
            UnpublishableTotals.of(stack, failing);
            warmUp();
            for (Load beside : loads()) {
                measureClicks(beside);
                measureReads(beside);
                measureViewers(beside);
            }
            reportHot();
        }

        /** Warms up with the load of a hot counter as well, because the compilers would run beside its first row. */
        private void warmUp() {
            CompletableFuture<Result> pressed =
                    CompletableFuture.supplyAsync(() -> hot.press("warm-up", HOT_CLICKS_PER_SECOND, WARM_UP));
            load.pressAndWait(counters("warm-up", NEIGHBOURS), NEIGHBOURS, WARM_UP);
            load.read(counters("warm-up", NEIGHBOURS), READ, HOT_READS_PER_SECOND, TIME);
            pressed.join();
        }

        private List<Load> loads() {
            List<String> crowded = List.of("crowded");
            return List.of(
                    new Load("nothing", null, () -> "nothing"),
                    new Load("clicks on a hot counter", Quota.CALLS_PER_GROUP, this::pressHot),
                    new Load(
                            "reads of a hot counter",
                            bounds == Bounds.ON ? null : Quota.READ_UNITS_PER_PARTITION_KEY,
                            () -> hot.read(crowded, READ, HOT_READS_PER_SECOND, TIME)),
                    new Load(
                            "uncached reads of a hot counter",
                            Quota.READ_UNITS_PER_PARTITION_KEY,
                            () -> hot.read(uncached(), "", HOT_READS_PER_SECOND, TIME)),
                    new Load(
                            "viewers of a hot counter",
                            bounds == Bounds.ON ? null : Quota.REQUESTS_PER_SECOND,
                            () -> hot.press(crowded, CLICKS_TO_HOT_VIEWERS_PER_SECOND, TIME)),
                    new Load("counters that cannot be rolled up", null, () -> hot.press(failing, FAILING, TIME)));
        }

        private static List<String> uncached() {
            Instant now = Instant.now().truncatedTo(ChronoUnit.MINUTES);
            return IntStream.range(0, (int) (HOT_READS_PER_SECOND * TIME.toSeconds()))
                    .mapToObj(minutes -> UNCACHED_READ + now.minus(minutes, ChronoUnit.MINUTES))
                    .toList();
        }

        private Result pressHot() {
            Result result = hot.press("pressed", HOT_CLICKS_PER_SECOND, TIME);
            hotAccepted += result.accepted();
            hotAsked += result.asked();
            return result;
        }

        /** Measures the time from a press to a count that includes it. */
        private void measureClicks(Load beside) {
            row("clicks", beside, () -> load.pressAndWait(counters("clicked", NEIGHBOURS), NEIGHBOURS, TIME));
        }

        private void measureReads(Load beside) {
            row("reads", beside, () -> load.read(counters("clicked", NEIGHBOURS), READ, NEIGHBOURS, TIME));
        }

        /** Measures the time from a press to the screen of its counter. */
        private void measureViewers(Load beside) {
            List<String> counters = counters("viewed-beside-" + beside.name().replace(' ', '-'), NEIGHBOURS);
            try (Crowd screens = Crowd.open(stack.webSocketEndpoint(), counters, CONNECTS_PER_SECOND)) {
                Measured measured = beside(beside, () -> load.press(counters, NEIGHBOURS, TIME));
                Result result = measured.result();
                awaitShown(() -> delays(screens, result).samples() >= result.accepted());
                Crowd.Delays delays = delays(screens, result);
                row(
                        "viewers",
                        beside,
                        result.asked(),
                        (int) delays.samples(),
                        delays::percentileMillis,
                        measured.report());
            }
        }

        private static Crowd.Delays delays(Crowd screens, Result result) {
            return screens.delaysInTurn(result.startNanos(), NEIGHBOURS, result.asked());
        }

        /** Waits for the screens. A click without its total on a screen counts as an error. */
        private static void awaitShown(Callable<Boolean> shown) {
            try {
                await().atMost(SHOWN).until(shown);
            } catch (ConditionTimeoutException missing) {
                System.out.println("isolation: some screens lack a total after " + SHOWN.toSeconds() + " s");
            }
        }

        /** Measures while the load runs, and returns after both. */
        private Measured beside(Load beside, Supplier<Result> measure) {
            // Only the clicks. The records of counters that cannot be rolled up are retried for minutes.
            stack.drain();
            QuotaMeter quotas = stack.stack().quotas().orElseThrow();
            quotas.restart();
            CompletableFuture<?> running = CompletableFuture.supplyAsync(beside.run());
            Result result = measure.get();
            running.join();
            return new Measured(result, quotas.report());
        }

        private void row(String measured, Load beside, Supplier<Result> measure) {
            Measured done = beside(beside, measure);
            Result result = done.result();
            row(measured, beside, result.asked(), result.accepted(), result::percentileMillis, done.report());
        }

        private void row(
                String measured,
                Load beside,
                int asked,
                int answered,
                IntToDoubleFunction percentileMillis,
                QuotaReport report) {
            boolean isComparable = beside.isComparable(report);
            rows++;
            comparable += isComparable ? 1 : 0;
            RESULTS.line(
                    "| %s | %s | %s | %d | %d | %.0f | %.0f | %.0f | %s | %s |",
                    bounds,
                    measured,
                    beside.name(),
                    asked,
                    asked - answered,
                    percentileMillis.applyAsDouble(50),
                    percentileMillis.applyAsDouble(95),
                    percentileMillis.applyAsDouble(99),
                    isComparable ? "yes" : "no",
                    report);
        }

        private void reportHot() {
            stack.drain();
            long count = stack.counted("crowded");
            awaitShown(() -> hotViewers.showing(count) == HOT_VIEWERS);
            System.out.printf(
                    "isolation: bounds=%s hotAsked=%d hotAccepted=%d hotCounted=%d viewersOnTheLastCount=%d of %d"
                            + " comparable=%d of %d%n",
                    bounds,
                    hotAsked,
                    hotAccepted,
                    stack.counted("pressed"),
                    hotViewers.showing(count),
                    HOT_VIEWERS,
                    comparable,
                    rows);
            assertThat(hotAccepted).as("accepted clicks of the hot counter").isPositive();
            assertThat(stack.counted("pressed")).isBetween((long) hotAccepted, (long) hotAsked);
        }
    }
}
