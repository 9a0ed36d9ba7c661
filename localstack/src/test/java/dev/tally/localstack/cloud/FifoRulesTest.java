package dev.tally.localstack.cloud;

import static dev.tally.localstack.cloud.FifoQueue.bodies;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigInteger;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;

/**
 * AWS's rules for FIFO queues that Tally relies on, tested on ElasticMQ or LocalStack.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues-understanding-logic.html">
 *     SQS: FIFO delivery logic</a>
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

    /**
     * On AWS the time-out of a batch ends at once. On ElasticMQ it ends per message, so the messages can arrive in
     * several receives a millisecond apart. The order is the same.
     */
    @Test
    void receive_afterTheVisibilityTimeout_isInTheOriginalOrderBeforeNewerMessages() {
        queue.send("a", "1", "2", "3");
        queue.receiveFor(Duration.ofSeconds(1));
        queue.send("a", "4");

        assertThat(queue.drain(4)).containsExactly("1", "2", "3", "4");
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

    @Test
    void send_repeatedDeduplicationId_isDiscardedAndAnswersWithTheSameMessage() {
        var first = queue.sendOnce("a", "1", "id");
        var second = queue.sendOnce("a", "1", "id");

        assertThat(second.messageId()).isEqualTo(first.messageId());
        assertThat(second.sequenceNumber()).isEqualTo(first.sequenceNumber());
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
     * With {@code DeduplicationScope = messageGroup}, AWS recognizes a repeated id only within its group, ElasticMQ
     * within the queue. Tally's click id decides the group, so no id is ever sent to two groups.
     */
    @Test
    void send_deduplicationIdOfAnotherGroup_isDiscardedUnlikeOnAws() {
        TestCloud.assumeEmbedded();
        queue.sendOnce("a", "1", "id");
        queue.sendOnce("b", "1", "id");

        assertThat(queue.receive()).hasSize(1);
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

    /**
     * AWS keeps the order of a batch's entries. ElasticMQ's threads number them in any order. Tally sends single
     * messages.
     */
    @Test
    void sendBatch_messagesOfOneGroup_arriveInTheOrderOfTheirNumbers() {
        List<String> bodies = List.of("1", "2", "3", "4", "5", "6", "7", "8", "9", "10");
        CLOUD.sqs().sendMessageBatch(send -> send.queueUrl(queue.url())
                .entries(bodies.stream().map(FifoRulesTest::entry).toList()));

        List<Message> received = queue.receive();

        assertThat(bodies(received)).containsExactlyInAnyOrderElementsOf(bodies);
        assertThat(received.stream().map(FifoRulesTest::sequenceNumber).toList())
                .isSorted();
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
