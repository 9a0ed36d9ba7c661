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
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A counter above the capacity of its partition key, under AWS's quotas. */
class QuotasIT {

    /** For all shards of a counter; so few that the writes of the slowest machine exceed them. */
    private static final int WRITE_UNITS_PER_SECOND = 5;

    /** So many that a batch has the clicks of several shards, each of which costs a write. */
    private static final int SHARDS = 64;

    private static final int CLICKS = 100;

    private static final int READS = 20;

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

    /** Before, the SDK retried each throttled read, and held an execution for up to 3 s. */
    @Test
    void reads_aboveThePartitionOfACounter_areRejectedAfterOneCall() {
        TestOptions options = TestOptions.DEFAULT.withQuotas(
                QuotaFile.load(ProjectRoot.above(Path.of(""))).with(Quota.READ_UNITS_PER_PARTITION_KEY, 1), 1);
        try (TestStack stack = TestStack.start(options)) {
            Presser presser = new Presser(stack);
            Instant last = Instant.now().truncatedTo(ChronoUnit.MINUTES);
            // Other minutes each time, so that no read shares the result of another.
            List<Integer> statuses = IntStream.range(0, READS)
                    .mapToObj(minutes ->
                            presser.status("/v1/counters/busy/history?to=" + last.minus(minutes, ChronoUnit.MINUTES)))
                    .toList();
            assertThat(statuses).contains(200, 503).hasSize(READS);
            assertThat(stack.dynamoDb().calls("Query")).isEqualTo(READS);
        }
    }
}
