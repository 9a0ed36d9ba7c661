package dev.tally.localstack.cloud;

import static dev.tally.localstack.cloud.FifoQueue.bodies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageResponse;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

class DeadLetterRedriveTest {

    private static final EmbeddedCloud CLOUD = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, "eu-central-1");
    private static final int MAX_RECEIVES = 1;

    private final FifoQueue letters = FifoQueue.create(CLOUD.sqs());
    private final FifoQueue source = FifoQueue.create(CLOUD.sqs(), letters, MAX_RECEIVES);
    private final DeadLetterRedrive redrive = new DeadLetterRedrive(CLOUD.sqs());

    @AfterAll
    static void stop() {
        CLOUD.close();
    }

    @Test
    void redrive_deadLetters_returnInOrderWithNewNumbers() {
        source.send("a", "1", "2");
        List<BigInteger> before = sequenceNumbers(deadLetter());

        assertThat(redrive.redrive(letters.url(), source.url())).isEqualTo(2);

        List<Message> after = source.receive();
        assertThat(bodies(after)).containsExactly("1", "2");
        assertThat(sequenceNumbers(after)).isSorted().allMatch(number -> number.compareTo(before.get(1)) > 0);
        assertThat(letters.size()).isZero();
    }

    @Test
    void redrive_withinTheDeduplicationInterval_isNotDiscardedAsARepeat() {
        source.sendOnce("a", "1", "click");
        deadLetter();
        redrive.redrive(letters.url(), source.url());
        deadLetter();

        redrive.redrive(letters.url(), source.url());

        assertThat(bodies(source.receive())).containsExactly("1");
    }

    @Test
    void redrive_message_keepsItsGroupAndAttributes() {
        Map<String, MessageAttributeValue> attributes = Map.of(
                "reason",
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue("no type")
                        .build());
        letters.sqs().sendMessage(send -> send.queueUrl(letters.url())
                .messageBody("1")
                .messageGroupId("a")
                .messageDeduplicationId("click")
                .messageAttributes(attributes));

        redrive.redrive(letters.url(), source.url());

        Message message = source.receive().get(0);
        assertThat(message.attributes()).containsEntry(MessageSystemAttributeName.MESSAGE_GROUP_ID, "a");
        assertThat(message.messageAttributes()).isEqualTo(attributes);
    }

    @Test
    void redrive_moreThanABatch_movesAll() {
        for (int i = 0; i < 25; i++) {
            letters.send("a", Integer.toString(i));
        }

        assertThat(redrive.redrive(letters.url(), source.url())).isEqualTo(25);
        assertThat(source.size()).isEqualTo(25);
    }

    @Test
    void redrive_letterThatIsDeadLetteredAgainAtOnce_isMovedOnce() {
        letters.send("a", "poison", "more poison");
        AtomicInteger sent = new AtomicInteger();
        SqsClient beforeAnAggregator = new OtherClient(CLOUD.sqs()) {
            @Override
            public SendMessageResponse sendMessage(SendMessageRequest request) {
                assertThat(sent.incrementAndGet()).as("letters sent").isLessThan(5);
                letters.send("a", request.messageBody());
                return super.sendMessage(request);
            }
        };

        assertThat(new DeadLetterRedrive(beforeAnAggregator).redrive(letters.url(), source.url()))
                .isEqualTo(2);

        assertThat(source.size()).isEqualTo(2);
        assertThat(bodies(letters.receive())).containsExactly("poison", "more poison");
    }

    @Test
    void messageMoveTask_deadLetters_returnWithNewNumbers() {
        source.send("a", "1");
        List<BigInteger> before = sequenceNumbers(deadLetter());

        CLOUD.sqs().startMessageMoveTask(start -> start.sourceArn(letters.arn()));

        await().until(() -> moveTaskStatus().equals("COMPLETED"));
        List<Message> after = source.receive();
        assertThat(bodies(after)).containsExactly("1");
        assertThat(sequenceNumbers(after).get(0)).isGreaterThan(before.get(0));
    }

    private String moveTaskStatus() {
        return CLOUD.sqs()
                .listMessageMoveTasks(list -> list.sourceArn(letters.arn()))
                .results()
                .get(0)
                .status();
    }

    /** Receives all messages until they are dead letters, and returns them as last received. */
    private List<Message> deadLetter() {
        List<Message> received = source.receive();
        source.makeVisible(received);
        int before = letters.size();
        assertThat(source.receive()).isEmpty();
        await().until(() -> letters.size() == before + received.size());
        return received;
    }

    /** A client with calls that a test can override. */
    private abstract static class OtherClient implements SqsClient {

        private final SqsClient queues;

        OtherClient(SqsClient queues) {
            this.queues = queues;
        }

        @Override
        public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
            return queues.receiveMessage(request);
        }

        @Override
        public SendMessageResponse sendMessage(SendMessageRequest request) {
            return queues.sendMessage(request);
        }

        @Override
        public DeleteMessageResponse deleteMessage(DeleteMessageRequest request) {
            return queues.deleteMessage(request);
        }

        @Override
        public ChangeMessageVisibilityResponse changeMessageVisibility(ChangeMessageVisibilityRequest request) {
            return queues.changeMessageVisibility(request);
        }

        @Override
        public String serviceName() {
            return queues.serviceName();
        }

        @Override
        public void close() {}
    }

    private static List<BigInteger> sequenceNumbers(List<Message> messages) {
        return messages.stream()
                .map(message -> message.attributes().getOrDefault(MessageSystemAttributeName.SEQUENCE_NUMBER, "0"))
                .map(BigInteger::new)
                .toList();
    }
}
