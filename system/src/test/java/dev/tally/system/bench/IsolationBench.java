package dev.tally.system.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.Crowd;
import dev.tally.system.kit.LoadGenerator;
import dev.tally.system.kit.LoadGenerator.Result;
import dev.tally.system.kit.SwollenTotal;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntToDoubleFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The benchmark of isolation under AWS's quotas; {@code make bench OF=isolation} prints the table. The clicks, reads and
 * viewers of 50 counters are measured alone and beside a counter that wants more than its share.
 */
class IsolationBench {

    private static final double SCALE = Double.parseDouble(System.getProperty("bench.scale", "0.02"));
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 60));
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 20));

    /** The measured counters, each with one request a second. */
    private static final int NEIGHBOURS = 50;

    private static final int SHARDS = 2;

    /** Ten times the sends of a counter's shards, 300 calls/s each on AWS. */
    private static final int HOT_CLICKS_PER_SECOND = (int) (10 * SHARDS * 300 * SCALE);

    /** Five times the reads of a partition key, 3,000 units on AWS, of half a unit each. */
    private static final int HOT_READS_PER_SECOND = (int) (5 * 3000 / 0.5 * SCALE);

    /** The default of {@code TALLY_PUSHES_PER_SECOND}, scaled. */
    private static final int PUSHES_PER_SECOND = (int) (5000 * SCALE);

    /** Viewers for whom ten totals a second are five times all pushes. */
    private static final int HOT_VIEWERS = PUSHES_PER_SECOND / 2;

    private static final int CLICKS_TO_HOT_VIEWERS_PER_SECOND = 10;

    /** More than the lanes of the stream, so that each lane has one. */
    private static final int FAILING = 16;

    private static final int CONNECTS_PER_SECOND = 5;

    @Test
    void neighbours_ofAHotCounter() {
        TestOptions options = TestOptions.DEFAULT
                .withQuotas(QuotaFile.load(ProjectRoot.above(Path.of(""))), SCALE)
                .withVisibility(30)
                .withAggregatorTimeout(5)
                .withProcesses(1, 32)
                .withProxies(Proxies.NONE)
                .withVariable("QUARKUS_LOG_LEVEL", "WARN")
                .withVariable("TALLY_PUSHES_PER_SECOND", String.valueOf(PUSHES_PER_SECOND))
                .withVariable("TALLY_SHARDS", String.valueOf(SHARDS));
        try (TestStack stack = TestStack.start(options);
                LoadGenerator load = new LoadGenerator(stack.endpoint());
                LoadGenerator hot = new LoadGenerator(stack.endpoint());
                Crowd viewers = Crowd.open(
                        stack.webSocketEndpoint(), Collections.nCopies(HOT_VIEWERS, "crowded"), CONNECTS_PER_SECOND)) {
            new Run(stack, load, hot, viewers).measure();
        }
    }

    private static List<String> counters(String name, int number) {
        return IntStream.range(0, number).mapToObj(index -> name + "-" + index).toList();
    }

    /** The measurements on one stack. */
    private static final class Run {

        private final Results results = new Results(
                "isolation",
                "| measured | beside | asked | errors | p50 ms | p95 ms | p99 ms | reached quotas |",
                "|---|---|---|---|---|---|---|---|");
        private final TestStack stack;
        private final LoadGenerator load;
        private final LoadGenerator hot;
        private final Crowd hotViewers;
        private int hotAccepted;
        private int hotAsked;

        Run(TestStack stack, LoadGenerator load, LoadGenerator hot, Crowd hotViewers) {
            this.stack = stack;
            this.load = load;
            this.hot = hot;
            this.hotViewers = hotViewers;
        }

        void measure() {
            List<String> failing = counters("failing", FAILING);
            failing.forEach(counter -> SwollenTotal.of(stack, counter));
            load.pressAndWait(counters("warm-up", NEIGHBOURS), NEIGHBOURS, WARM_UP);
            Map<String, Supplier<?>> loads = new LinkedHashMap<>();
            loads.put("nothing", () -> "nothing");
            loads.put("clicks on a hot counter", this::pressHot);
            loads.put("reads of a hot counter", () -> hot.read(List.of("crowded"), "", HOT_READS_PER_SECOND, TIME));
            loads.put("viewers of a hot counter", () -> hot.press("crowded", CLICKS_TO_HOT_VIEWERS_PER_SECOND, TIME));
            loads.put("counters that cannot be rolled up", () -> hot.press(failing, FAILING, TIME));
            for (Map.Entry<String, Supplier<?>> beside : loads.entrySet()) {
                measureClicks(beside.getKey(), beside.getValue());
                measureReads(beside.getKey(), beside.getValue());
                measureViewers(beside.getKey(), beside.getValue());
            }
            reportHot();
        }

        private Result pressHot() {
            Result result = hot.press("hot", HOT_CLICKS_PER_SECOND, TIME);
            hotAccepted += result.accepted();
            hotAsked += result.asked();
            return result;
        }

        /** Measures the time from a press to a count that includes it. */
        private void measureClicks(String name, Supplier<?> beside) {
            Result result = beside(beside, () -> load.pressAndWait(counters("clicked", NEIGHBOURS), NEIGHBOURS, TIME));
            row("clicks", name, result.asked(), result.accepted(), result::percentileMillis);
        }

        private void measureReads(String name, Supplier<?> beside) {
            Result result = beside(beside, () -> load.read(counters("clicked", NEIGHBOURS), "", NEIGHBOURS, TIME));
            row("reads", name, result.asked(), result.accepted(), result::percentileMillis);
        }

        /** Measures the time from a press to the screen of its counter. */
        private void measureViewers(String name, Supplier<?> beside) {
            List<String> counters = counters("viewed-beside-" + name.replace(' ', '-'), NEIGHBOURS);
            try (Crowd screens = Crowd.open(stack.webSocketEndpoint(), counters, CONNECTS_PER_SECOND)) {
                Result result = beside(beside, () -> {
                    Result pressed = load.press(counters, NEIGHBOURS, TIME);
                    stack.drain();
                    return pressed;
                });
                Crowd.Delays delays = screens.delaysInTurn(result.startNanos(), NEIGHBOURS, result.asked());
                row("viewers", name, result.asked(), (int) delays.samples(), delays::percentileMillis);
            }
        }

        /** Measures while the load runs, and returns after both. */
        private Result beside(Supplier<?> beside, Supplier<Result> measure) {
            stack.drain();
            stack.stack().quotas().orElseThrow().restart();
            CompletableFuture<?> running = CompletableFuture.supplyAsync(beside);
            Result result = measure.get();
            running.join();
            return result;
        }

        private void row(
                String measured, String beside, int asked, int answered, IntToDoubleFunction percentileMillis) {
            QuotaMeter quotas = stack.stack().quotas().orElseThrow();
            results.line(
                    "| %s | %s | %d | %d | %.0f | %.0f | %.0f | %s |",
                    measured,
                    beside,
                    asked,
                    asked - answered,
                    percentileMillis.applyAsDouble(50),
                    percentileMillis.applyAsDouble(95),
                    percentileMillis.applyAsDouble(99),
                    quotas.report());
        }

        private void reportHot() {
            stack.drain();
            long shown = hotViewers.showing(stack.counted("crowded"));
            results.line("");
            results.line(
                    "The hot counter was asked for %d clicks/s, 10 times its capacity. %d of %d clicks were accepted, and"
                            + " %d counted. %d of its %d viewers showed the last count.",
                    HOT_CLICKS_PER_SECOND, hotAccepted, hotAsked, stack.counted("hot"), shown, HOT_VIEWERS);
            assertThat(stack.counted("hot")).isBetween((long) hotAccepted, (long) hotAsked);
        }
    }
}
