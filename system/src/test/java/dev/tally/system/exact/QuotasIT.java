package dev.tally.system.exact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.system.kit.LoadGenerator;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** The count of a counter above its capacity, under AWS's quotas at a scale that binds on a small machine. */
class QuotasIT {

    /** 20 write units a second for the shards of a counter, and 6 sends a second for each of its message groups. */
    private static final double SCALE = 0.02;

    private static final int SHARDS = 16;

    /** Below the sends of all groups, and above the writes of their batches. */
    private static final int CLICKS_PER_SECOND = 60;

    private static final Duration TIME = Duration.ofSeconds(8);

    @Test
    void clicks_aboveThePartitionOfACounter_areThrottledAndCountedExactly() {
        TestOptions options = TestOptions.DEFAULT
                .withQuotas(SCALE)
                .withVisibility(30)
                .withAggregatorTimeout(5)
                .withVariable("TALLY_SHARDS", String.valueOf(SHARDS));
        try (TestStack stack = TestStack.start(options);
                LoadGenerator load = new LoadGenerator(stack.endpoint())) {
            LongAdder throttled = new LongAdder();
            stack.dynamoDb().watchAnswers(answer -> {
                if (answer.toString().contains("#ThrottlingException")) {
                    throttled.increment();
                }
            });
            QuotaMeter quotas = stack.stack().quotas().orElseThrow();
            quotas.restart();

            LoadGenerator.Result result = load.press("hot", CLICKS_PER_SECOND, TIME);
            stack.drain();

            System.out.println("quotas: accepted=" + result.accepted() + " of " + result.asked() + " throttled="
                    + throttled + " " + quotas.report());
            assertThat(quotas.report().reached()).containsKey(Quota.WRITE_UNITS_PER_PARTITION_KEY);
            assertThat(throttled.sum()).isPositive();
            assertThat(result.accepted()).isPositive();
            assertThat(stack.counted("hot")).isBetween((long) result.accepted(), (long) result.asked());
        }
    }
}
