package dev.tally.localstack.cloud;

import static dev.tally.localstack.cloud.FifoQueue.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/**
 * AWS's rules for groups that one batch call makes visible again. The aggregator makes such calls after failures.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html">
 *     SQS: FIFO delivery logic</a>
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html">
 *     SQS: ChangeMessageVisibilityBatch</a>
 */
class RedeliveryRulesTest {

    private static final Cloud CLOUD = TestCloud.start();

    private final FifoQueue queue = FifoQueue.create(CLOUD.sqs());

    @AfterAll
    static void stop() {
        CLOUD.close();
    }

    @Test
    void receive_afterABatchMadeTheGroupVisible_isInOrderBeforeNewerMessages() {
        queue.send("a", "1", "2", "3");
        List<Message> batch = queue.receive();
        queue.send("a", "4");

        assertThat(changeVisibility(batch, Duration.ZERO)).isEqualTo(batch.size());

        assertThat(queue.drain(4)).containsExactly("1", "2", "3", "4");
    }

    @Test
    void receive_afterABatchSetADelay_isInOrderAfterTheDelay() {
        queue.send("a", "1", "2", "3");
        List<Message> batch = queue.receive();
        long start = System.nanoTime();
        changeVisibility(batch, Duration.ofSeconds(1));
        queue.send("a", "4");

        List<String> drained = queue.drain(4);

        assertThat(Duration.ofNanos(System.nanoTime() - start))
                .isBetween(Duration.ofMillis(900), Duration.ofSeconds(8));
        assertThat(drained).containsExactly("1", "2", "3", "4");
    }

    @Test
    void receive_afterABatchMadeTheFirstOfTheGroupVisible_returnsNothingWhileTheLastIsInFlight() {
        queue.send("a", "1", "2", "3");
        List<Message> batch = queue.receive();
        queue.send("a", "4");

        changeVisibility(batch.subList(0, 2), Duration.ZERO);
        assertThat(queue.receive()).isEmpty();

        changeVisibility(batch.subList(2, 3), Duration.ZERO);
        assertThat(queue.drain(4)).containsExactly("1", "2", "3", "4");
    }

    @Test
    void receive_afterABatchMadeAGroupVisible_leavesOtherGroupsInFlight() {
        queue.send("a", "a1", "a2");
        List<Message> first = queue.receive();
        queue.send("b", "b1", "b2");
        queue.receive();

        changeVisibility(first, Duration.ZERO);

        assertThat(bodies(queue.receive())).containsExactly("a1", "a2");
        assertThat(queue.receive()).isEmpty();
    }

    /** Two receivers take turns at a group, as Lambda's pollers do, and give two of three batches back. */
    @Test
    @Timeout(60)
    void receive_whileOthersPollAndMessagesAreSent_isAlwaysTheOldestOfTheGroupInOrder() throws Exception {
        int messages = 60;
        AtomicInteger deleted = new AtomicInteger();
        List<CompletableFuture<Void>> receivers = new ArrayList<>();
        for (int seed = 1; seed <= 2; seed++) {
            Random random = new Random(seed);
            receivers.add(CompletableFuture.runAsync(() -> {
                while (deleted.get() < messages) {
                    receiveOnce(deleted, random);
                }
            }));
        }

        IntStream.rangeClosed(1, messages).forEach(body -> queue.send("a", Integer.toString(body)));

        for (CompletableFuture<Void> receiver : receivers) {
            receiver.get(60, TimeUnit.SECONDS);
        }
    }

    private void receiveOnce(AtomicInteger deleted, Random random) {
        List<Message> batch = queue.receive();
        int before = deleted.get();
        assertThat(bodies(batch))
                .isEqualTo(IntStream.rangeClosed(before + 1, before + batch.size())
                        .mapToObj(Integer::toString)
                        .toList());
        if (random.nextInt(3) > 0) {
            changeVisibility(batch, Duration.ZERO);
        } else {
            deleted.addAndGet(batch.size());
            queue.delete(batch);
        }
    }

    /** Returns the number of changed messages. */
    private int changeVisibility(List<Message> messages, Duration delay) {
        if (messages.isEmpty()) {
            return 0;
        }
        List<ChangeMessageVisibilityBatchRequestEntry> entries = messages.stream()
                .map(message -> ChangeMessageVisibilityBatchRequestEntry.builder()
                        .id(message.messageId())
                        .receiptHandle(message.receiptHandle())
                        .visibilityTimeout((int) delay.toSeconds())
                        .build())
                .toList();
        return CLOUD.sqs()
                .changeMessageVisibilityBatch(
                        change -> change.queueUrl(queue.url()).entries(entries))
                .successful()
                .size();
    }
}
