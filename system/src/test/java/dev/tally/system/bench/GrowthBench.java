package dev.tally.system.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.LoadGenerator;
import dev.tally.system.kit.LoadGenerator.Result;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/**
 * The benchmark of a counter that grows under AWS's quotas without a setting; {@code make bench OF=growth} prints the
 * table. Its rate begins at a click a second and doubles every minute.
 */
class GrowthBench {

    private static final double SCALE = Double.parseDouble(System.getProperty("bench.scale", "0.1"));
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 30));
    private static final int STEPS_PER_DOUBLING = 2;
    private static final int MOST_PER_SECOND = Integer.getInteger("bench.rate", 256);

    /** Steps at the highest rate, so that the last schedule comes into force. */
    private static final int LAST_STEPS = 8;

    private static final String COUNTER = "grown";

    private final Results results = new Results(
            "growth",
            "| time s | asked/s | accepted/s | rejected/s | press p95 ms | shards | behind | reached quotas |",
            "|---|---|---|---|---|---|---|---|");

    private long accepted;
    private long asked;

    @Test
    void counter_getsShardsWithItsRate() {
        try (TestStack stack = TestStack.start(Benchmarks.options()
                        .withQuotas(QuotaFile.load(ProjectRoot.above(Path.of(""))), SCALE)
                        .withProcesses(1, 32)
                        .withProxies(Proxies.NONE));
                LoadGenerator load = new LoadGenerator(stack.endpoint())) {
            long start = System.nanoTime();
            for (int perSecond = 1; perSecond < MOST_PER_SECOND; perSecond *= 2) {
                steps(stack, load, perSecond, STEPS_PER_DOUBLING, start);
            }
            steps(stack, load, MOST_PER_SECOND, LAST_STEPS, start);
            stack.drain();
            results.line("");
            results.line(
                    "%d of %d clicks were accepted, and %d counted, on %d shards.",
                    accepted,
                    asked,
                    stack.counted(COUNTER),
                    stack.shards(COUNTER).size());
            assertThat(stack.counted(COUNTER)).isBetween(accepted, asked);
        }
    }

    private void steps(TestStack stack, LoadGenerator load, int perSecond, int steps, long start) {
        QuotaMeter quotas = stack.stack().quotas().orElseThrow();
        for (int step = 0; step < steps; step++) {
            quotas.restart();
            Result result = load.press(COUNTER, perSecond, TIME);
            accepted += result.accepted();
            asked += result.asked();
            results.line(
                    "| %d | %d | %.1f | %.1f | %.0f | %d | %d | %s |",
                    (System.nanoTime() - start) / 1_000_000_000L,
                    perSecond,
                    (double) result.accepted() / TIME.toSeconds(),
                    (double) (result.asked() - result.accepted()) / TIME.toSeconds(),
                    result.percentileMillis(95),
                    stack.shards(COUNTER).size(),
                    accepted - stack.counted(COUNTER),
                    quotas.report());
        }
    }
}
