package dev.tally.system.exact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.quota.Quota;
import dev.tally.localstack.quota.QuotaFile;
import dev.tally.localstack.quota.QuotaMeter;
import dev.tally.localstack.sources.QueuePoller;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import java.nio.file.Path;
import java.util.concurrent.atomic.LongAdder;
import org.junit.jupiter.api.Test;

/** The count of a counter above the capacity of its partition key, under AWS's quotas. */
class QuotasIT {

    /** For all shards of a counter; so few that the writes of the slowest machine exceed them. */
    private static final int WRITE_UNITS_PER_SECOND = 5;

    /** So many that a batch has the clicks of several shards, each of which costs a write. */
    private static final int SHARDS = 64;

    private static final int CLICKS = 100;

    @Test
    void clicks_aboveThePartitionOfACounter_areThrottledAndCountedExactly() {
        TestOptions options = TestOptions.DEFAULT
                .withQuotas(
                        QuotaFile.load(ProjectRoot.above(Path.of("")))
                                .with(Quota.WRITE_UNITS_PER_PARTITION_KEY, WRITE_UNITS_PER_SECOND),
                        1)
                .withVisibility(30)
                .withAggregatorTimeout(5)
                .withVariable("TALLY_SHARDS", String.valueOf(SHARDS));
        try (TestStack stack = TestStack.start(options)) {
            LongAdder throttled = new LongAdder();
            stack.dynamoDb().watchAnswers(answer -> {
                if (answer.toString().contains("#ThrottlingException")) {
                    throttled.increment();
                }
            });
            QuotaMeter quotas = stack.stack().quotas().orElseThrow();
            Presser presser = new Presser(stack);
            stack.stack().sources().forEach(QueuePoller::pause);
            for (int click = 0; click < CLICKS; click++) {
                int unused = presser.press("busy", 1);
            }

            stack.stack().sources().forEach(QueuePoller::resume);
            stack.assertExactlyOnce(presser);

            System.out.println("quotas: accepted="
                    + presser.acknowledged("busy").size() + " of " + CLICKS + " throttled=" + throttled + " "
                    + quotas.report());
            assertThat(presser.acknowledged("busy")).isNotEmpty();
            assertThat(quotas.report().reached()).containsKey(Quota.WRITE_UNITS_PER_PARTITION_KEY);
            assertThat(throttled.sum()).isPositive();
        }
    }
}
