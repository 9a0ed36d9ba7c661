package dev.tally.system.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.cloud.DeadLetterRedrive;
import dev.tally.system.kit.AwsProxy.Fault;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceLock;

/**
 * The proof that each click is counted once, even if the aggregator is frozen or cannot write. Each scenario needs its
 * own stack; the fault suite has the scenarios that can share one.
 */
@Tag("slow")
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock("aggregator faults")
class AggregatorFaultsIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    @Test
    void aggregator_frozenInABatchUntilItsTimeOutKillsIt_countsOnce() {
        try (TestStack stack =
                TestStack.start(TestOptions.DEFAULT.withProcesses(1, 4).withAggregatorTimeout(1))) {
            Presser presser = new Presser(stack);
            // Half a second for each write leaves time to freeze the process while it waits for one.
            stack.dynamoDb().faults(operation -> Fault.SLOW);
            press(presser, "frozen", 20);
            await().atMost(SOON).until(() -> stack.dynamoDb().calls("UpdateItem") > 0);
            // On a slow machine its time-out may have killed it already, and another one is starting.
            ProcessHandle frozen = await().atMost(SOON)
                    .until(
                            () -> stack.stack().lambda().processes("aggregator").stream()
                                    .findFirst(),
                            Optional::isPresent)
                    .orElseThrow();
            stack.stack().lambda().freeze("aggregator").toCompletableFuture().join();
            await().atMost(SOON).until(() -> !frozen.isAlive());
            stack.dynamoDb().healthy();
            press(presser, "frozen", 20);
            stack.assertExactlyOnce(presser);
        }
    }

    @Test
    void writes_refusedForTwoSeconds_clickIsCountedLongBeforeTheVisibilityTimeoutEnds() {
        TestOptions options =
                TestOptions.DEFAULT.withVisibility(60).withAggregatorTimeout(5).withProxies(Proxies.DYNAMODB);
        try (TestStack stack = TestStack.start(options)) {
            Presser presser = new Presser(stack);
            stack.dynamoDb().faults(AggregatorFaultsIT::refuseCounting);
            press(presser, "redelivered", 1);
            await().atMost(SOON).until(() -> stack.dynamoDb().calls("UpdateItem") > 0);
            await().pollDelay(Duration.ofSeconds(2)).until(() -> true);
            stack.dynamoDb().healthy();
            await().atMost(Duration.ofSeconds(15)).until(() -> stack.counted("redelivered") == 1);
            stack.assertExactlyOnce(presser);
        }
    }

    @Test
    void clicks_receivedTooOften_areCountedOnceWhenRedriven() {
        // Enough receives: on a slow machine no click may become a dead letter by time-outs alone.
        // Without soon redelivery, because its delays grow beyond the short visibility time-out of this test.
        TestOptions options = TestOptions.DEFAULT.withMaxReceives(6).withVariable("TALLY_SOON_REDELIVERY", "false");
        try (TestStack stack = TestStack.start(options)) {
            Presser presser = new Presser(stack);
            stack.dynamoDb().faults(AggregatorFaultsIT::refuseCounting);
            press(presser, "redriven", 12);
            await().atMost(SOON).until(() -> stack.messages("dead-letters") == 12);
            stack.dynamoDb().healthy();
            press(presser, "redriven", 12);
            // A running batch may still count a click that is a dead letter by now. The redrive must not repeat it.
            stack.drain();
            assertThat(stack.messages("dead-letters")).isGreaterThanOrEqualTo(12);
            redrive(stack);
            stack.assertExactlyOnce(presser);
            assertThat(stack.counted("redriven")).isEqualTo(24);
        }
    }

    /** Refuses the writes of clicks. Press reads its lists as always, since it accepts no click without them. */
    private static Fault refuseCounting(String operation) {
        return operation.equals("UpdateItem") ? Fault.REFUSED : Fault.NONE;
    }

    private static void press(Presser presser, String counter, int times) {
        IntStream.range(0, times).forEach(any -> presser.press(counter, 1));
    }

    private static void redrive(TestStack stack) {
        new DeadLetterRedrive(stack.stack().cloud().sqs())
                .redrive(
                        stack.stack().resources().queueUrl("dead-letters"),
                        stack.stack().resources().queueUrl("clicks"));
    }
}
