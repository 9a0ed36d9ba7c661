package dev.tally.system.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.cloud.TestCloud;
import dev.tally.system.kit.AwsProxy.Fault;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * The proof that each click is counted once under any fault around the functions: on LocalStack if there is Docker,
 * else on the embedded cloud. Every scenario ends with the one shared assertion.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ExactlyOnceIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    private final TestStack stack = TestStack.startOn(TestCloud.startBest(), TestOptions.DEFAULT);
    private Presser presser = new Presser(stack);

    @BeforeEach
    void newClient() {
        presser = new Presser(stack);
    }

    @AfterEach
    void heal() {
        stack.sqs().healthy();
        stack.dynamoDb().healthy();
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void client_retriesTenTimesUnderTheSameKey_countsOnce() {
        String key = presser.key();
        IntStream.range(0, 10).parallel().forEach(attempt -> assertThat(presser.press("retried", 7, key))
                .isEqualTo(202));
        stack.assertExactlyOnce(presser);
        assertThat(presser.press("retried", 7, key)).isEqualTo(202);
        stack.assertExactlyOnce(presser);
        assertThat(stack.counted("retried")).isEqualTo(7);
    }

    @Test
    void table_failsLosesAnswersAndIsSlow_countsOnce() {
        Random random = new Random(42);
        stack.dynamoDb().faults(operation -> operation.equals("UpdateItem") ? anyFault(random) : Fault.NONE);
        press("troubled", 200);
        stack.drain();
        stack.dynamoDb().healthy();
        stack.assertExactlyOnce(presser);
    }

    @Test
    void table_down_clicksStayQueuedAndAreCountedWhenItIsBack() {
        stack.dynamoDb().faults(operation -> Fault.REFUSED);
        press("waiting", 30);
        assertThat(presser.acknowledged("waiting")).hasSize(30);
        await().atMost(SOON).until(() -> stack.dynamoDb().calls("UpdateItem") > 10);
        assertThat(stack.messages("clicks")).isEqualTo(30);
        stack.dynamoDb().healthy();
        stack.assertExactlyOnce(presser);
        assertThat(stack.counted("waiting")).isEqualTo(30);
    }

    @Test
    void queue_down_pressIsRejectedAndItsRetryCountedOnce() {
        String rejected = presser.key();
        String lost = presser.key();
        String stalled = presser.key();
        stack.sqs().faults(operation -> Fault.REFUSED);
        assertThat(presser.press("queue-down", 1, rejected)).isEqualTo(503);
        stack.sqs().faults(operation -> Fault.ANSWER_LOST);
        assertThat(presser.press("queue-down", 2, lost)).isEqualTo(503);
        stack.sqs().faults(operation -> Fault.STALLED);
        assertThat(presser.press("queue-down", 4, stalled)).isEqualTo(503);
        stack.sqs().healthy();
        stack.assertExactlyOnce(presser);
        assertThat(presser.press("queue-down", 1, rejected)).isEqualTo(202);
        assertThat(presser.press("queue-down", 2, lost)).isEqualTo(202);
        assertThat(presser.press("queue-down", 4, stalled)).isEqualTo(202);
        stack.assertExactlyOnce(presser);
        assertThat(stack.counted("queue-down")).isEqualTo(7);
    }

    @Test
    void queue_recreated_startsNewNumbersAndLosesNothing() {
        press("recreated", 20);
        stack.assertExactlyOnce(presser);
        stack.recreateQueues(TestOptions.DEFAULT);
        press("recreated", 20);
        stack.assertExactlyOnce(presser);
        assertThat(stack.counted("recreated")).isEqualTo(40);
    }

    @Test
    void poison_amongClicks_isDeadLetteredWithItsReasonAndDelaysNothing() {
        press("poisoned", 10);
        for (int shard = 0; shard < 4; shard++) {
            stack.send("poisoned#" + shard, "{\"type\":\"dance\"}");
        }
        press("poisoned", 10);
        stack.assertExactlyOnce(presser);
        List<Message> letters = stack.deadLetters();
        assertThat(letters).hasSize(4);
        assertThat(letters).allSatisfy(message -> assertThat(String.valueOf(message.messageAttributes()))
                .contains("reason", "unknown type 'dance'"));
    }

    private void press(String counter, int times) {
        IntStream.range(0, times).forEach(any -> presser.press(counter, 1));
    }

    /** Returns a random fault: of ten calls two are rejected, one loses its answer, and two are slow. */
    private static Fault anyFault(Random random) {
        return switch (random.nextInt(10)) {
            case 0, 1 -> Fault.REFUSED;
            case 2 -> Fault.ANSWER_LOST;
            case 3, 4 -> Fault.SLOW;
            default -> Fault.NONE;
        };
    }
}
