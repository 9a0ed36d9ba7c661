package dev.tally.system.bench;

import static org.awaitility.Awaitility.await;

import dev.tally.localstack.lambda.FaultPlan;
import dev.tally.system.kit.Crowd;
import dev.tally.system.kit.LoadGenerator;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/**
 * The benchmark of the live path: the time from a press to every screen, pushes per second, and the calls of a click
 * and a push; {@code make bench OF=live} prints the tables.
 *
 * <p>Everything shares the machine: this load generator, the screens, gateway, queue, table and functions.
 */
class LiveBench {

    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 60));
    private static final int CLICKS_PER_SECOND = 100;

    private static final int[] STEPS = {0, 20, 30, 40, 50, 60, 80, 100, 150, 200, 300, 500, 1000, 2000};

    private final Results results = new Results("live");
    private final List<String> budgets = new ArrayList<>(List.of(
            "| budget, pushes/s | mean pushes/s | most in a second | delay p50 ms | p95 ms | p99 ms | max ms |",
            "|---|---|---|---|---|---|---|"));

    @Test
    void live() throws IOException {
        String only = System.getProperty("bench.only", "latency,viewers,cost");
        if (only.contains("latency")) {
            latency();
        }
        if (only.contains("viewers")) {
            for (String budget :
                    System.getProperty("bench.budgets", "5000,3000").split(",", -1)) {
                viewers(Integer.parseInt(budget));
            }
            for (String row : budgets) {
                results.line("%s", row);
            }
            results.line("");
            results.chart(chart(results.table("| budget")));
        }
        if (only.contains("cost")) {
            cost();
        }
    }

    /** Measures the delay to ten screens of one counter. */
    private void latency() {
        Map<String, LongAdder> invocations = new ConcurrentHashMap<>();
        try (TestStack stack = TestStack.start(Benchmarks.options().withFaults(counting(invocations)));
                LoadGenerator load = new LoadGenerator(stack.endpoint())) {
            Benchmarks.warmUp(stack, load);
            try (Crowd crowd = Crowd.open(stack.webSocketEndpoint(), "busy", 10)) {
                await().until(() -> crowd.showing(0) == 10);
                invocations.values().forEach(LongAdder::reset);
                LoadGenerator.Result result = load.press("busy", CLICKS_PER_SECOND, TIME);
                await().atMost(Duration.ofSeconds(30)).until(() -> crowd.showing(result.accepted()) == 10);
                Crowd.Delays delays = crowd.delays(0, result.startNanos(), CLICKS_PER_SECOND, result.accepted());
                results.line("## Press to screen, " + CLICKS_PER_SECOND + " clicks/s, 10 viewers", "");
                results.line(
                        "p50 %.0f ms, p95 %.0f ms, p99 %.0f ms, max %.0f ms of %d; %d frames; press p50 %.1f ms",
                        delays.percentileMillis(50),
                        delays.percentileMillis(95),
                        delays.percentileMillis(99),
                        delays.percentileMillis(100),
                        delays.samples(),
                        crowd.frames(),
                        result.percentileMillis(50));
                for (Map.Entry<String, LongAdder> function : new TreeMap<>(invocations).entrySet()) {
                    results.line(
                            "invocations/s of %s: %d",
                            function.getKey(), function.getValue().sum() / TIME.toSeconds());
                }
                histogram(delays);
            }
        }
    }

    private static FaultPlan counting(Map<String, LongAdder> invocations) {
        return (function, requestId, response) -> {
            invocations.computeIfAbsent(function, any -> new LongAdder()).increment();
            return false;
        };
    }

    private void viewers(int budget) {
        int size = Integer.getInteger("bench.viewers", 2000);
        try (TestStack stack = TestStack.start(
                        Benchmarks.options().withVariable("TALLY_PUSHES_PER_SECOND", String.valueOf(budget)));
                LoadGenerator load = new LoadGenerator(stack.endpoint());
                Crowd crowd = Crowd.open(stack.webSocketEndpoint(), "crowded", size)) {
            await().atMost(Duration.ofSeconds(60)).until(() -> crowd.showing(0) == size);
            LoadGenerator.Result warm = load.press("crowded", CLICKS_PER_SECOND, Benchmarks.WARM_UP);
            await().atMost(Duration.ofSeconds(60)).until(() -> crowd.showing(warm.accepted()) == size);
            try (Meter meter = new Meter(stack)) {
                LoadGenerator.Result result = load.press("crowded", CLICKS_PER_SECOND, TIME);
                long last = (long) warm.accepted() + result.accepted();
                await().atMost(Duration.ofSeconds(60)).until(() -> crowd.showing(last) == size);
                Crowd.Delays delays =
                        crowd.delays(warm.accepted(), result.startNanos(), CLICKS_PER_SECOND, result.accepted());
                results.line("## %d viewers, %d clicks/s, budget %d pushes/s", size, CLICKS_PER_SECOND, budget);
                results.line("all %d show %d", size, last);
                budgets.add(String.format(
                        Locale.ROOT,
                        "| %,d | %,d | %,d | %.0f | %.0f | %.0f | %.0f |",
                        budget,
                        meter.mean(),
                        meter.max(),
                        delays.percentileMillis(50),
                        delays.percentileMillis(95),
                        delays.percentileMillis(99),
                        delays.percentileMillis(100)));
                histogram(delays);
            }
        }
    }

    static Chart chart(MarkdownTable table) {
        return new Chart(
                "Delay from a press to each of 2,000 viewers",
                "push budget, pushes per second",
                "milliseconds",
                table.texts("budget, pushes/s"),
                List.of(
                        table.series("delay p50 ms", "p50"),
                        table.series("p95 ms", "p95"),
                        table.series("p99 ms", "p99"),
                        table.series("max ms", "max")));
    }

    /** Measures calls and request units of one hot counter, and of a thousand cold ones. */
    private void cost() {
        Map<String, LongAdder> invocations = new ConcurrentHashMap<>();
        TestOptions options = Benchmarks.options().withProxies(Proxies.DYNAMODB).withFaults(counting(invocations));
        try (TestStack stack = TestStack.start(options);
                LoadGenerator load = new LoadGenerator(stack.endpoint())) {
            load.press("warm-up", CLICKS_PER_SECOND, Duration.ofSeconds(10));
            stack.drain();
            stack.dynamoDb().measureCapacity();
            try (Crowd crowd = Crowd.open(stack.webSocketEndpoint(), "busy", 10)) {
                await().until(() -> crowd.showing(0) == 10);
                for (int rate : new int[] {100, 500}) {
                    Cost before = Cost.of(stack, invocations);
                    LoadGenerator.Result result = load.press("busy", rate, Duration.ofSeconds(20));
                    stack.settle();
                    cost(
                            "one hot counter at " + rate + "/s, 10 viewers",
                            result.accepted(),
                            before,
                            Cost.of(stack, invocations));
                }
            }
            Cost before = Cost.of(stack, invocations);
            Presser presser = new Presser(stack);
            for (int counter = 0; counter < 1000; counter++) {
                presser.press("cold-" + counter, 1);
            }
            stack.settle();
            cost("1,000 cold counters, one click each, no viewers", 1000, before, Cost.of(stack, invocations));
        }
    }

    private void cost(String workload, int clicks, Cost before, Cost after) {
        long pushes = after.pushes - before.pushes;
        results.line("## %s: %d clicks, %d pushes", workload, clicks, pushes);
        results.line("");
        results.line("| usage | per click | per push |");
        results.line("|---|---|---|");
        after.units.forEach((kind, units) ->
                costLine("units: " + kind, units - before.units.getOrDefault(kind, 0.0), clicks, pushes));
        after.invocations.forEach((function, number) -> costLine(
                "invocations: " + function,
                (double) (number - before.invocations.getOrDefault(function, 0L)),
                clicks,
                pushes));
        results.line("");
    }

    private void costLine(String usage, double number, int clicks, long pushes) {
        if (number > 0) {
            results.line(
                    "| %s | %.3f | %s |",
                    usage, number / clicks, pushes == 0 ? "" : String.format(Locale.ROOT, "%.3f", number / pushes));
        }
    }

    private void histogram(Crowd.Delays delays) {
        results.line("");
        results.line("| ms | share |");
        results.line("|---|---|");
        for (int step = 0; step < STEPS.length; step++) {
            int to = step + 1 < STEPS.length ? STEPS[step + 1] : Integer.MAX_VALUE;
            double percent = delays.percentBetween(STEPS[step], to);
            if (percent > 0) {
                results.line(
                        "| %d%s | %.1f %% |",
                        STEPS[step], to == Integer.MAX_VALUE ? " and more" : " to " + to, percent);
            }
        }
        results.line("");
    }

    /** The consumption so far. */
    private record Cost(Map<String, Double> units, Map<String, Long> invocations, long pushes) {

        static Cost of(TestStack stack, Map<String, LongAdder> invocations) {
            Map<String, Long> numbers = new TreeMap<>();
            invocations.forEach((function, number) -> numbers.put(function, number.sum()));
            return new Cost(
                    stack.dynamoDb().capacity(),
                    numbers,
                    stack.stack().apis().connections().posted());
        }
    }

    /** A counter of the pushes in each second. */
    private static final class Meter implements AutoCloseable {

        private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
        private final List<Long> readings = new ArrayList<>();

        Meter(TestStack stack) {
            var unused = timer.scheduleAtFixedRate(
                    () -> read(stack.stack().apis().connections().posted()), 0, 1, TimeUnit.SECONDS);
        }

        synchronized long max() {
            long max = 0;
            for (int index = 1; index < readings.size(); index++) {
                max = Math.max(max, readings.get(index) - readings.get(index - 1));
            }
            return max;
        }

        synchronized long mean() {
            return (readings.get(readings.size() - 1) - readings.get(0)) / Math.max(1, readings.size() - 1);
        }

        @Override
        public void close() {
            timer.shutdownNow();
        }

        private synchronized void read(long posted) {
            readings.add(posted);
        }
    }
}
