package dev.tally.system.bench;

import dev.tally.system.kit.LoadGenerator;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The benchmark of clicks: their rate, the time of a press, and writes per click; {@code make bench} prints the tables.
 *
 * <p>Everything shares the machine: this load generator, gateway, queue, table and functions.
 */
class ClickBench {

    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 120));
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 60));
    private static final int[] RATES = {400, 800, 1000, 1250, 1500, 2000};
    private static final int WARM_UP_RATE = 600;

    private final Results results = new Results("clicks");

    @TempDir
    private Path directory;

    @Test
    void clicks() throws Exception {
        rates();
        writes();
    }

    /** Measures one counter on the stack as {@code make run} starts it, at growing rates. */
    private void rates() throws Exception {
        results.line(
                "| asked/s | accepted | counted | behind after half the time | at the end | p50 ms | p95 ms | p99 ms |");
        results.line("|---|---|---|---|---|---|---|---|");
        try (RunningStack stack = new RunningStack(directory)) {
            stack.load().press("warm-up", WARM_UP_RATE, WARM_UP);
            stack.awaitDrained();
            for (int rate : RATES) {
                measure(stack, rate);
            }
        }
    }

    private void measure(RunningStack stack, int rate) throws Exception {
        String counter = "hot-" + rate;
        LoadGenerator.Result first = stack.load().press(counter, rate, TIME.dividedBy(2));
        long half = stack.inFlight();
        LoadGenerator.Result second = stack.load().press(counter, rate, TIME.dividedBy(2));
        long end = stack.inFlight();
        stack.awaitDrained();
        int accepted = first.accepted() + second.accepted();
        results.line(
                "| %d | %d of %d | %d | %d | %d | %.1f | %.1f | %.1f |",
                rate,
                accepted,
                first.asked() + second.asked(),
                stack.awaitCount(counter, accepted),
                half,
                end,
                second.percentileMillis(50),
                second.percentileMillis(95),
                second.percentileMillis(99));
        results.chart(chart(results.table("| asked/s |")));
    }

    static Chart chart(MarkdownTable table) {
        return new Chart(
                "Time until the answer to a press",
                "presses per second on one counter",
                "milliseconds",
                table.texts("asked/s"),
                List.of(table.series("p50 ms", "p50"), table.series("p95 ms", "p95"), table.series("p99 ms", "p99")));
    }

    /** Counts the writes of shards, at a rate and from a backlog. */
    private void writes() {
        results.line("");
        results.line("| shards | rate | counted | writes per click |");
        results.line("|---|---|---|---|");
        for (int shards : new int[] {1, 2, 16}) {
            TestOptions options = TestOptions.DEFAULT
                    .withVisibility(30)
                    .withAggregatorTimeout(5)
                    .withProcesses(1, 16)
                    .withProxies(Proxies.DYNAMODB)
                    .withVariable("QUARKUS_LOG_LEVEL", "WARN")
                    .withVariable("TALLY_SHARDS", String.valueOf(shards));
            try (TestStack stack = TestStack.start(options);
                    LoadGenerator load = new LoadGenerator(stack.endpoint())) {
                load.press("warm-up", 400, TIME.dividedBy(4));
                stack.drain();
                long before = writes(stack);
                load.press("busy", 400, TIME.dividedBy(2));
                row(stack, "busy", shards, "400", before);
                stack.stack().sources().forEach(source -> source.pause());
                load.press("backlog", 400, Duration.ofSeconds(10));
                before = writes(stack);
                stack.stack().sources().forEach(source -> source.resume());
                row(stack, "backlog", shards, "from a backlog", before);
            }
        }
    }

    private void row(TestStack stack, String counter, int shards, String rate, long before) {
        stack.drain();
        long counted = stack.counted(counter);
        results.line("| %d | %s | %d | %.3f |", shards, rate, counted, (writes(stack) - before) / (double) counted);
    }

    /** Returns the number of times that the functions wrote a shard. */
    private static long writes(TestStack stack) {
        return stack.dynamoDb().callsOf("write shard");
    }
}
