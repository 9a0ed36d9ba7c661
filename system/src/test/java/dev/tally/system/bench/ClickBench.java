package dev.tally.system.bench;

import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The benchmark of clicks: their rate, the time of a press, and writes per click; {@code make bench} prints the table.
 *
 * <p>Everything shares the machine: this load generator, gateway, queue, table and functions.
 */
class ClickBench {

    private static final Path RESULTS = Path.of("target", "bench", "clicks.md");
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 60));
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 60));

    private final List<String> table = new ArrayList<>(List.of(
            "| shards | asked/s | accepted | counted | behind at the end | p50 ms | p95 ms | p99 ms | writes per click |",
            "|---|---|---|---|---|---|---|---|---|"));

    @Test
    void clicks() throws IOException {
        measure(2, 500, 1000);
        measure(1, 500);
        measure(16, 500);
    }

    private void measure(int shards, int... rates) throws IOException {
        TestOptions options = TestOptions.DEFAULT
                .withVisibility(30)
                .withAggregatorTimeout(5)
                .withProcesses(1, 16)
                .withProxies(Proxies.DYNAMODB)
                .withVariable("QUARKUS_LOG_LEVEL", "WARN")
                .withVariable("TALLY_SHARDS", String.valueOf(shards));
        try (TestStack stack = TestStack.start(options);
                LoadGenerator load = new LoadGenerator(stack.endpoint())) {
            load.press("warm-up", rates[0], WARM_UP);
            stack.drain();
            for (int rate : rates) {
                measure(stack, load, shards, rate);
            }
            backlog(stack, load, shards);
        }
    }

    private void measure(TestStack stack, LoadGenerator load, int shards, int rate) throws IOException {
        String counter = "hot-" + rate;
        long before = writes(stack);
        LoadGenerator.Result result = load.press(counter, rate, TIME);
        row(stack, counter, shards, String.valueOf(rate), result, stack.messages("clicks"), before);
    }

    /** Measures full batches: the clicks queue up while the sources are paused. */
    private void backlog(TestStack stack, LoadGenerator load, int shards) throws IOException {
        stack.stack().sources().forEach(source -> source.pause());
        LoadGenerator.Result result = load.press("backlog", 500, Duration.ofSeconds(10));
        long behind = stack.messages("clicks");
        long before = writes(stack);
        stack.stack().sources().forEach(source -> source.resume());
        row(stack, "backlog", shards, "from a backlog", result, behind, before);
    }

    private void row(
            TestStack stack,
            String counter,
            int shards,
            String rate,
            LoadGenerator.Result result,
            long behind,
            long before)
            throws IOException {
        stack.drain();
        long writes = writes(stack) - before;
        long counted = stack.counted(counter);
        table.add(String.format(
                Locale.ROOT,
                "| %d | %s | %d of %d | %d | %d | %.1f | %.1f | %.1f | %.3f |",
                shards,
                rate,
                result.accepted(),
                result.asked(),
                counted,
                behind,
                result.percentileMillis(50),
                result.percentileMillis(95),
                result.percentileMillis(99),
                writes / (double) counted));
        // After each row, so that an aborted run keeps its rows.
        Files.createDirectories(RESULTS.getParent());
        Files.write(RESULTS, table);
        chart(MarkdownTable.find(table, "| shards |")).write(RESULTS.resolveSibling("clicks.svg"));
    }

    static Chart chart(MarkdownTable table) {
        List<String> shards = table.texts("shards");
        List<String> rates = table.has("asked/s") ? table.texts("asked/s") : List.of();
        return new Chart(
                "Time until the answer to a press",
                "shards" + (rates.isEmpty() ? "" : ", presses per second"),
                "milliseconds",
                IntStream.range(0, shards.size())
                        .mapToObj(row -> shards.get(row)
                                + (rates.isEmpty() ? "" : ", " + rates.get(row).replace("from a ", "")))
                        .toList(),
                List.of(table.series("p50 ms", "p50"), table.series("p95 ms", "p95"), table.series("p99 ms", "p99")));
    }

    /** Returns the number of times that the functions wrote a shard. */
    private static long writes(TestStack stack) {
        return stack.dynamoDb().callsOf("write shard");
    }
}
