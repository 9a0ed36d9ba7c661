package dev.tally.system.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.LoadGenerator;
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
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/**
 * The benchmark of isolation under AWS's quotas; {@code make bench OF=isolation} prints the table. 50 counters get a
 * click a second each, alone and beside a counter at ten times its capacity.
 */
class IsolationBench {

    private static final Path RESULTS = Path.of("target", "bench", "isolation.md");
    private static final double SCALE = Double.parseDouble(System.getProperty("bench.scale", "0.02"));
    private static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 60));
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 60));
    private static final int NEIGHBOURS = 50;

    /** The sends of a shard on AWS. */
    private static final int SENDS_PER_SHARD = 300;

    private static final int SHARDS = 2;
    private static final int HOT_PER_SECOND = (int) (10 * SHARDS * SENDS_PER_SHARD * SCALE);

    private final List<String> table = new ArrayList<>(List.of(
            "| neighbours | asked | errors | p50 ms | p95 ms | p99 ms | reached quotas |",
            "|---|---|---|---|---|---|---|"));

    @Test
    void neighbours_ofAHotCounter() throws IOException {
        TestOptions options = TestOptions.DEFAULT
                .withQuotas(QuotaFile.load(ProjectRoot.above(Path.of(""))), SCALE)
                .withVisibility(30)
                .withAggregatorTimeout(5)
                .withProcesses(1, 32)
                .withProxies(Proxies.NONE)
                .withVariable("QUARKUS_LOG_LEVEL", "WARN")
                .withVariable("TALLY_SHARDS", String.valueOf(SHARDS));
        try (TestStack stack = TestStack.start(options);
                LoadGenerator load = new LoadGenerator(stack.endpoint());
                LoadGenerator hot = new LoadGenerator(stack.endpoint())) {
            load.pressAndWait(neighbours("warm-up"), NEIGHBOURS, WARM_UP);
            measure(stack, load, "alone");
            CompletableFuture<LoadGenerator.Result> pressed =
                    CompletableFuture.supplyAsync(() -> hot.press("hot", HOT_PER_SECOND, TIME));
            measure(stack, load, "beside a hot counter");
            reportHot(stack, pressed.join());
        }
    }

    private void measure(TestStack stack, LoadGenerator load, String name) throws IOException {
        QuotaMeter quotas = stack.stack().quotas().orElseThrow();
        quotas.restart();
        LoadGenerator.Result result = load.pressAndWait(neighbours(name), NEIGHBOURS, TIME);
        add(String.format(
                Locale.ROOT,
                "| %s | %d | %d | %.0f | %.0f | %.0f | %s |",
                name,
                result.asked(),
                result.asked() - result.accepted(),
                result.percentileMillis(50),
                result.percentileMillis(95),
                result.percentileMillis(99),
                quotas.report()));
    }

    private void reportHot(TestStack stack, LoadGenerator.Result result) throws IOException {
        stack.drain();
        add(
                "",
                String.format(
                        Locale.ROOT,
                        "The hot counter was asked for %d clicks/s, 10 times its capacity. %d of %d clicks were accepted, and"
                                + " %d counted.",
                        HOT_PER_SECOND,
                        result.accepted(),
                        result.asked(),
                        stack.counted("hot")));
        assertThat(stack.counted("hot")).isBetween((long) result.accepted(), (long) result.asked());
    }

    private static List<String> neighbours(String name) {
        return IntStream.range(0, NEIGHBOURS)
                .mapToObj(index -> name.replace(' ', '-') + "-" + index)
                .toList();
    }

    /** Adds lines to the results. The file is written each time, so that an aborted run keeps its rows. */
    private void add(String... lines) throws IOException {
        table.addAll(List.of(lines));
        Files.createDirectories(RESULTS.getParent());
        Files.write(RESULTS, table);
    }
}
