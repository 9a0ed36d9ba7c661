package dev.tally.localstack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/**
 * Measures clicks per second, the time of a press, and writes per click; {@code make bench} prints the table.
 *
 * <p>Everything shares the machine: this load generator, gateway, queue, table and functions.
 */
class ClickBench {

    private static final Path RESULTS = Path.of("target", "bench", "clicks.md");
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 60));
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 60));

    private final List<String> table = new ArrayList<>(List.of(
            "| shards | asked/s | accepted | counted | behind at the end | p50 ms | p95 ms | p99 ms | writes per click | reads |",
            "|---|---|---|---|---|---|---|---|---|---|"));

    @Test
    void clicks() throws IOException {
        measure(4, 500, 1000);
        measure(1, 500);
        measure(16, 500);
        Files.createDirectories(RESULTS.getParent());
        Files.write(RESULTS, table);
    }

    private void measure(int shards, int... rates) {
        TestOptions options = TestOptions.DEFAULT
                .withVisibility(30)
                .withAggregatorTimeout(5)
                .withProcesses(1, 16)
                .withoutSqsProxy()
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

    private void measure(TestStack stack, LoadGenerator load, int shards, int rate) {
        String counter = "hot-" + rate;
        Calls before = Calls.of(stack);
        LoadGenerator.Result result = load.press(counter, rate, TIME);
        row(stack, counter, shards, String.valueOf(rate), result, stack.messages("clicks"), before);
    }

    /** Full batches: what was queued while nothing was counted. */
    private void backlog(TestStack stack, LoadGenerator load, int shards) {
        stack.stack().sources().forEach(source -> source.pause());
        LoadGenerator.Result result = load.press("backlog", 500, Duration.ofSeconds(10));
        long behind = stack.messages("clicks");
        Calls before = Calls.of(stack);
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
            Calls before) {
        stack.drain();
        Calls after = Calls.of(stack);
        long counted = new Presser(stack).count(counter);
        table.add(String.format(
                Locale.ROOT,
                "| %d | %s | %d of %d | %d | %d | %.1f | %.1f | %.1f | %.3f | %d |",
                shards,
                rate,
                result.accepted(),
                result.asked(),
                counted,
                behind,
                result.percentileMillis(50),
                result.percentileMillis(95),
                result.percentileMillis(99),
                (after.writes() - before.writes()) / (double) counted,
                after.reads() - before.reads()));
    }

    /** Calls that the functions' DynamoDB clients made. */
    private record Calls(long writes, long reads) {

        static Calls of(TestStack stack) {
            AwsProxy table = stack.dynamoDb();
            return new Calls(table.calls("UpdateItem"), table.calls("Query") + table.calls("GetItem"));
        }
    }
}
