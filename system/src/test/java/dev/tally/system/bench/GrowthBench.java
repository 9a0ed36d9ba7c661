package dev.tally.system.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.counter.Epoch;
import dev.tally.counter.ShardPlanner;
import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.localstack.quota.QuotaReport;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.AwsProxy.Fault;
import dev.tally.system.kit.LoadGenerator;
import dev.tally.system.kit.LoadGenerator.Result;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

/**
 * The benchmark of a counter that grows under AWS's quotas without a setting; {@code make bench OF=growth} prints the
 * table. Its rate doubles with each step, up to more than twice the clicks that its first shards count.
 */
class GrowthBench {

    private static final double SCALE = Double.parseDouble(System.getProperty("bench.scale", "0.1"));
    private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("bench.seconds", 20));
    private static final int FIRST_PER_SECOND = 3;

    /** With half a second for each write, 2 shards count 40 clicks/s on any machine, and 8 shards 160. */
    private static final int MOST_PER_SECOND = Integer.getInteger("bench.rate", 96);

    /** Steps at the highest rate, so that the number of shards doubles twice, each time 90 s after the plan. */
    private static final int LAST_STEPS = Integer.getInteger("bench.steps", 16);

    /** The number for one machine. The scale applies to the writes, so it must not apply to the batches as well. */
    private static final int BATCHES = 16;

    private static final Duration CAUGHT_UP = Duration.ofSeconds(5);

    private static final String COUNTER = "grown";

    private final Results results = new Results(
            "growth",
            "| time s | asked/s | accepted/s | rejected/s | press p95 ms | shards | lag s | behind | comparable | reached"
                    + " quotas |",
            "|---|---|---|---|---|---|---|---|---|---|");

    private long accepted;
    private long asked;

    @Test
    void counter_getsShardsWithItsRate() {
        QuotaFile quotas = QuotaFile.load(ProjectRoot.above(Path.of(""))).with(Quota.SOURCE_CONCURRENCY, BATCHES);
        try (TestStack stack = TestStack.start(Benchmarks.options()
                        .withQuotas(quotas, SCALE)
                        .withProcesses(1, 32)
                        .withProxies(Proxies.DYNAMODB));
                LoadGenerator load = new LoadGenerator(stack.endpoint())) {
            // A shard on AWS counts about 250 clicks/s and accepts 300 calls/s. The slow writes keep the batches the
            // limit.
            stack.dynamoDb().rule(call -> call.kind().equals("write shard") ? Fault.SLOW : Fault.NONE);
            long start = System.nanoTime();
            for (int perSecond = FIRST_PER_SECOND; perSecond < MOST_PER_SECOND; perSecond *= 2) {
                step(stack, load, perSecond, start);
            }
            for (int step = 0; step < LAST_STEPS; step++) {
                step(stack, load, MOST_PER_SECOND, start);
            }
            Duration lag = lag(stack);
            int shards = stack.shards(COUNTER).size();
            stack.drain();
            results.line("");
            results.line(
                    "%d of %d clicks were accepted, and %d counted, on %d shards. The lag at the end was %.1f s.",
                    accepted, asked, stack.counted(COUNTER), shards, lag.toMillis() / 1000.0);
            assertThat(stack.counted(COUNTER)).isBetween(accepted, asked);
            assertThat(shards).as("shards").isGreaterThan(2);
            assertThat(lag).as("lag at the end").isLessThan(CAUGHT_UP);
        }
    }

    private void step(TestStack stack, LoadGenerator load, int perSecond, long start) {
        QuotaMeter quotas = stack.stack().quotas().orElseThrow();
        quotas.restart();
        Result result = load.press(COUNTER, perSecond, TIME);
        QuotaReport report = quotas.report();
        accepted += result.accepted();
        asked += result.asked();
        results.line(
                "| %d | %d | %.1f | %.1f | %.0f | %d | %.1f | %d | %s | %s |",
                (System.nanoTime() - start) / 1_000_000_000L,
                perSecond,
                (double) result.accepted() / TIME.toSeconds(),
                (double) (result.asked() - result.accepted()) / TIME.toSeconds(),
                result.percentileMillis(95),
                stack.shards(COUNTER).size(),
                lag(stack).toMillis() / 1000.0,
                accepted - stack.counted(COUNTER),
                report.isMachineFree() ? "yes" : "no",
                report);
    }

    private static Duration lag(TestStack stack) {
        String region = new Epoch(stack.stack().epoch()).region();
        return ShardPlanner.lag(stack.shards(COUNTER), region, Instant.now());
    }
}
