package dev.tally.localstack.cloud;

import static dev.tally.localstack.cloud.FifoQueue.bodies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageNotInflightException;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;

/**
 * AWS's rules for FIFO queues that Tally relies on, tested over HTTP on the embedded queue or any other.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html">
 *     SQS: FIFO delivery logic, the source of each rule that names no other</a>
 */
class FifoRulesTest {

    private static final Cloud CLOUD = TestCloud.start();

    private final FifoQueue queue = FifoQueue.create(CLOUD.sqs());

    @AfterAll
    static void stop() {
        CLOUD.close();
    }

    @Test
    void receive_messagesOfOneGroup_areInTheOrderOfSending() {
        queue.send("a", "1", "2", "3", "4", "5");

        assertThat(bodies(queue.receive())).containsExactly("1", "2", "3", "4", "5");
    }

    @Test
    void receive_moreOfOneGroupThanABatchHolds_returnsTen() {
        queue.send("a", "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12");

        assertThat(bodies(queue.receive())).containsExactly("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
    }

    @Test
    void receive_severalGroups_returnsAsManyOfOneGroupAsPossible() {
        queue.send("a", "a1");
        queue.send("b", "b1");
        queue.send("a", "a2");
        queue.send("b", "b2");

        List<Message> first = queue.receive(2);
        List<Message> second = queue.receive(2);

        assertThat(List.of(bodies(first), bodies(second)))
                .containsExactlyInAnyOrder(List.of("a1", "a2"), List.of("b1", "b2"));
    }

    @Test
    void receive_groupWithMessagesInFlight_returnsNothingOfTheGroup() {
        queue.send("a", "1", "2", "3");
        queue.receive(1);

        assertThat(queue.receive()).isEmpty();
    }

    @Test
    void receive_groupWithMessagesInFlight_returnsOtherGroups() {
        queue.send("a", "a1", "a2");
        queue.receive(1);
        queue.send("b", "b1");

        assertThat(bodies(queue.receive())).containsExactly("b1");
    }

    @Test
    void receive_afterAllInFlightWereDeleted_returnsTheNext() {
        queue.send("a", "1", "2", "3");
        queue.delete(queue.receive(2));

        assertThat(bodies(queue.receive())).containsExactly("3");
    }

    @Test
    void receive_afterPartOfABatchWasDeleted_returnsNothingWhileTheRestIsInFlight() {
        queue.send("a", "1", "2", "3", "4");
        List<Message> batch = queue.receive(3);

        queue.delete(batch.subList(0, 1));
        assertThat(queue.receive()).isEmpty();

        queue.delete(batch.subList(2, 3));
        assertThat(queue.receive()).isEmpty();

        queue.delete(batch.subList(1, 2));
        assertThat(bodies(queue.receive())).containsExactly("4");
    }

    @Test
    void receive_afterTheVisibilityTimeout_isInTheOriginalOrderBeforeNewerMessages() {
        queue.send("a", "1", "2", "3");
        queue.receiveFor(Duration.ofSeconds(1));
        queue.send("a", "4");

        assertThat(queue.drain(4)).containsExactly("1", "2", "3", "4");
    }

    /** A group stays closed while any of its messages is in flight, so no later message overtakes one. */
    @Test
    void makeVisible_oneMessageOfABatch_keepsTheGroupClosed() {
        TestCloud.assumeFollows("a group with a message in flight is closed");
        queue.send("a", "1", "2", "3");
        List<Message> batch = queue.receive();
        queue.makeVisible(batch.subList(0, 1));
        queue.send("a", "4");

        assertThat(queue.receive()).isEmpty();

        queue.makeVisible(batch.subList(1, 3));
        assertThat(bodies(queue.receive())).containsExactly("1", "2", "3", "4");
    }

    @Test
    void receive_afterPartOfABatchWasDeleted_returnsTheRestBeforeNewerMessages() {
        queue.send("a", "1", "2", "3");
        List<Message> batch = queue.receiveFor(Duration.ofSeconds(1));
        queue.delete(batch.subList(0, 1));
        queue.send("a", "4");

        assertThat(queue.drain(3)).containsExactly("2", "3", "4");
    }

    @Test
    void receive_again_countsTheReceives() {
        queue.send("a", "1");

        queue.makeVisible(queue.receive());
        queue.makeVisible(queue.receive());

        assertThat(attribute(queue.receive().get(0), MessageSystemAttributeName.APPROXIMATE_RECEIVE_COUNT))
                .isEqualTo("3");
    }

    @Test
    void receive_again_keepsTheSequenceNumberAndTheMessageId() {
        queue.send("a", "1");
        Message first = queue.receive().get(0);
        queue.makeVisible(List.of(first));

        Message second = queue.receive().get(0);

        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(sequenceNumber(second)).isEqualTo(sequenceNumber(first));
    }

    @Test
    void receive_messagesOfOneGroup_haveGrowingSequenceNumbers() {
        queue.send("a", "1", "2");
        queue.send("b", "x");
        queue.send("a", "3");

        List<BigInteger> numbers = queue.receive().stream()
                .filter(message -> attribute(message, MessageSystemAttributeName.MESSAGE_GROUP_ID)
                        .equals("a"))
                .map(FifoRulesTest::sequenceNumber)
                .toList();

        assertThat(numbers).hasSize(3).isSorted().doesNotHaveDuplicates();
    }

    /**
     * No sentence of AWS's promises the first sequence number to the repeated send.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/using-messagededuplicationid-property.html">
     *     SQS: message deduplication ID</a>
     */
    @Test
    void send_repeatedDeduplicationId_isDiscardedAndAnswersWithTheSameMessage() {
        var first = queue.sendOnce("a", "1", "id");
        var second = queue.sendOnce("a", "1", "id");

        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(queue.receive()).hasSize(1);
    }

    @Test
    void send_deduplicationIdOfADeletedMessage_isStillDiscarded() {
        queue.sendOnce("a", "1", "id");
        queue.delete(queue.receive());

        queue.sendOnce("a", "1", "id");

        assertThat(queue.receive()).isEmpty();
    }

    /**
     * A client may use one key on two counters, so one id reaches two groups.
     *
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/high-throughput-fifo.html">
     *     SQS: the deduplication scope of high throughput</a>
     */
    @Test
    void send_idsOfTwoGroupsWithGroupScope_areDiscardedWithinTheirGroupOnly() {
        TestCloud.assumeFollows("a deduplication id counts in its group");
        FifoQueue perGroup = FifoQueue.createWithGroupScope(CLOUD.sqs());
        perGroup.sendOnce("a", "1", "id");
        perGroup.sendOnce("b", "2", "id");
        perGroup.sendOnce("a", "3", "id");

        assertThat(bodies(perGroup.receive())).containsExactlyInAnyOrder("1", "2");
    }

    @Test
    void send_idsOfTwoGroupsWithQueueScope_areDiscarded() {
        queue.sendOnce("a", "1", "id");
        queue.sendOnce("b", "2", "id");

        assertThat(bodies(queue.receive())).containsExactly("1");
    }

    @Test
    void send_withoutGroup_isRejected() {
        assertThatThrownBy(() -> CLOUD.sqs()
                        .sendMessage(send ->
                                send.queueUrl(queue.url()).messageBody("1").messageDeduplicationId("id")))
                .hasMessageContaining("MessageGroupId");
    }

    /**
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html#API_SendMessage_RequestSyntax">
     *     SendMessage: a FIFO queue has no delay per message</a>
     */
    @Test
    void send_withADelay_isRejected() {
        assertThatThrownBy(() -> CLOUD.sqs().sendMessage(send -> send.queueUrl(queue.url())
                        .messageBody("1")
                        .messageGroupId("a")
                        .messageDeduplicationId("id")
                        .delaySeconds(1)))
                .isInstanceOf(SqsException.class);
    }

    /**
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_DeleteMessage.html">
     *     DeleteMessage: the receipt handle of the latest receive</a>
     */
    @Test
    void delete_withTheReceiptOfAnEarlierReceive_keepsTheMessage() {
        queue.send("a", "1");
        List<Message> first = queue.receive();
        queue.makeVisible(first);
        List<Message> second = queue.receive();

        DeleteMessageBatchRequestEntry early = DeleteMessageBatchRequestEntry.builder()
                .id("0")
                .receiptHandle(first.get(0).receiptHandle())
                .build();
        var answer = CLOUD.sqs()
                .deleteMessageBatch(delete -> delete.queueUrl(queue.url()).entries(List.of(early)));
        assertThat(answer.failed()).hasSize(1);
        assertThat(queue.size()).isEqualTo(1);

        queue.delete(second);
        assertThat(queue.size()).isZero();
    }

    @Test
    void delete_twice_succeeds() {
        queue.send("a", "1");
        List<Message> received = queue.receive();

        queue.delete(received);
        queue.delete(received);

        assertThat(queue.size()).isZero();
    }

    /**
     * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibility.html">
     *     ChangeMessageVisibility: errors</a>
     */
    @Test
    void makeVisible_messageThatIsVisible_isRejected() {
        queue.send("a", "1");
        List<Message> received = queue.receive();
        queue.makeVisible(received);

        assertThatThrownBy(() -> queue.makeVisible(received)).isInstanceOf(MessageNotInflightException.class);
    }

    @Test
    void receive_sequenceNumbers_have20DigitsOrMore() {
        queue.send("a", "1");

        assertThat(sequenceNumber(queue.receive().get(0))).isGreaterThanOrEqualTo(BigInteger.TEN.pow(19));
    }

    @Test
    void receive_moreOftenThanAllowed_movesTheMessageAndTheGroupContinues() {
        FifoQueue letters = FifoQueue.create(CLOUD.sqs());
        FifoQueue source = FifoQueue.create(CLOUD.sqs(), letters, 2);
        source.send("a", "1");
        source.makeVisible(source.receive());
        source.makeVisible(source.receive());
        source.send("a", "2");

        List<Message> next = source.await();

        assertThat(bodies(next)).containsExactly("2");
        Message letter = letters.await().get(0);
        SoftAssertions.assertSoftly(softly -> {
            softly.assertThat(letter.body()).isEqualTo("1");
            softly.assertThat(attribute(letter, MessageSystemAttributeName.MESSAGE_GROUP_ID))
                    .isEqualTo("a");
            softly.assertThat(attribute(letter, MessageSystemAttributeName.DEAD_LETTER_QUEUE_SOURCE_ARN))
                    .isEqualTo(source.arn());
        });
    }

    @Test
    void sendBatch_messagesOfOneGroup_keepTheOrderOfTheEntries() {
        List<String> bodies = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        CLOUD.sqs().sendMessageBatch(send -> send.queueUrl(queue.url())
                .entries(bodies.stream().map(FifoRulesTest::entry).toList()));

        List<Message> received = queue.receive();

        assertThat(bodies(received)).containsExactlyElementsOf(bodies);
        assertThat(received.stream().map(FifoRulesTest::sequenceNumber).toList())
                .isSorted();
    }

    @Test
    void longPoll_messageThatIsSent_isDelivered() throws Exception {
        var waiting = CompletableFuture.supplyAsync(queue::await);

        queue.send("a", "1");

        assertThat(bodies(waiting.get())).containsExactly("1");
    }

    @Test
    void longPoll_messageWhoseVisibilityExpires_isDelivered() throws Exception {
        queue.send("a", "1");
        queue.receiveFor(Duration.ofSeconds(1));

        assertThat(bodies(queue.await())).containsExactly("1");
    }

    @Test
    void longPoll_groupThatIsUnlocked_isDelivered() throws Exception {
        queue.send("a", "1", "2");
        List<Message> first = queue.receive(1);
        var waiting = CompletableFuture.supplyAsync(queue::await);

        queue.delete(first);

        assertThat(bodies(waiting.get())).containsExactly("2");
    }

    private static SendMessageBatchRequestEntry entry(String body) {
        return SendMessageBatchRequestEntry.builder()
                .id(body)
                .messageBody(body)
                .messageGroupId("a")
                .messageDeduplicationId(UUID.randomUUID().toString())
                .build();
    }

    private static BigInteger sequenceNumber(Message message) {
        return new BigInteger(attribute(message, MessageSystemAttributeName.SEQUENCE_NUMBER));
    }

    private static String attribute(Message message, MessageSystemAttributeName name) {
        Map<MessageSystemAttributeName, String> attributes = message.attributes();
        return attributes.getOrDefault(name, "none");
    }
}
