package dev.tally.localstack.cloud;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.BatchEntryIdsNotDistinctException;
import software.amazon.awssdk.services.sqs.model.EmptyBatchRequestException;
import software.amazon.awssdk.services.sqs.model.InvalidBatchEntryIdException;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueDoesNotExistException;
import software.amazon.awssdk.services.sqs.model.ReceiptHandleIsInvalidException;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SqsException;
import software.amazon.awssdk.services.sqs.model.TooManyEntriesInBatchRequestException;

/**
 * AWS's rules for standard queues, batches and errors, tested over HTTP on the embedded queue or any other.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_Operations.html">
 *     SQS: actions and their errors</a>
 */
class StandardRulesTest {

    private static final Cloud CLOUD = TestCloud.start();

    private final String url = CLOUD.sqs()
            .createQueue(create -> create.queueName("test-" + UUID.randomUUID()))
            .queueUrl();

    @AfterAll
    static void stop() {
        CLOUD.close();
    }

    @Test
    void message_textAndBinaryAttributes_arriveUnchanged() {
        Map<String, MessageAttributeValue> attributes = Map.of(
                "text",
                MessageAttributeValue.builder()
                        .dataType("String")
                        .stringValue("wörd")
                        .build(),
                "bytes",
                MessageAttributeValue.builder()
                        .dataType("Binary.raw")
                        .binaryValue(SdkBytes.fromByteArray(new byte[] {0, -1, 7}))
                        .build());

        CLOUD.sqs().sendMessage(send -> send.queueUrl(url).messageBody("€").messageAttributes(attributes));
        Message received = CLOUD.sqs()
                .receiveMessage(receive -> receive.queueUrl(url).messageAttributeNames("All"))
                .messages()
                .get(0);

        assertThat(received.body()).isEqualTo("€");
        assertThat(received.messageAttributes()).isEqualTo(attributes);
    }

    @Test
    void receive_withoutAttributeNames_returnsNoAttributes() {
        send("1");

        Message received = receive().get(0);

        assertThat(received.attributes()).isEmpty();
        assertThat(received.messageAttributes()).isEmpty();
    }

    @Test
    void delete_malformedReceiptHandle_isRejected() {
        assertThatThrownBy(() ->
                        CLOUD.sqs().deleteMessage(delete -> delete.queueUrl(url).receiptHandle("no handle")))
                .isInstanceOf(ReceiptHandleIsInvalidException.class);
    }

    @Test
    void receive_11Messages_isRejected() {
        assertThatThrownBy(() -> CLOUD.sqs()
                        .receiveMessage(receive -> receive.queueUrl(url).maxNumberOfMessages(11)))
                .isInstanceOf(SqsException.class)
                .hasMessageContaining("MaxNumberOfMessages");
    }

    @Test
    void anyCall_unknownQueue_isRejected() {
        assertThatThrownBy(() -> CLOUD.sqs().getQueueUrl(get -> get.queueName("nowhere")))
                .isInstanceOf(QueueDoesNotExistException.class);
        assertThatThrownBy(() -> CLOUD.sqs().receiveMessage(receive -> receive.queueUrl(url + "x")))
                .isInstanceOf(QueueDoesNotExistException.class);
    }

    @Test
    void sendBatch_wrongAsAWhole_isRejected() {
        assertThatThrownBy(() -> sendBatch(List.of())).isInstanceOf(EmptyBatchRequestException.class);
        assertThatThrownBy(() -> sendBatch(IntStream.range(0, 11)
                        .mapToObj(index -> entry("e" + index, "1"))
                        .toList()))
                .isInstanceOf(TooManyEntriesInBatchRequestException.class);
        assertThatThrownBy(() -> sendBatch(List.of(entry("a", "1"), entry("a", "2"))))
                .isInstanceOf(BatchEntryIdsNotDistinctException.class);
        assertThatThrownBy(() -> sendBatch(List.of(entry("a b", "1"))))
                .isInstanceOf(InvalidBatchEntryIdException.class);
    }

    @Test
    void sendBatch_oneInvalidEntry_failsAlone() {
        var answer = CLOUD.sqs()
                .sendMessageBatch(send -> send.queueUrl(url).entries(entry("good", "1"), entry("bad", "\u0001")));

        assertThat(answer.successful()).extracting("id").containsExactly("good");
        assertThat(answer.failed()).extracting("id", "senderFault").containsExactly(tuple("bad", true));
    }

    @Test
    void attributes_ofAQueue_countItsMessages() {
        send("1");
        send("2");
        receive();

        Map<QueueAttributeName, String> attributes = CLOUD.sqs()
                .getQueueAttributes(get -> get.queueUrl(url).attributeNames(QueueAttributeName.ALL))
                .attributes();

        assertThat(attributes)
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "1")
                .containsEntry(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "1")
                .containsEntry(QueueAttributeName.VISIBILITY_TIMEOUT, "30");
    }

    private void send(String body) {
        CLOUD.sqs().sendMessage(send -> send.queueUrl(url).messageBody(body));
    }

    private void sendBatch(List<SendMessageBatchRequestEntry> entries) {
        CLOUD.sqs().sendMessageBatch(send -> send.queueUrl(url).entries(entries));
    }

    private static SendMessageBatchRequestEntry entry(String id, String body) {
        return SendMessageBatchRequestEntry.builder().id(id).messageBody(body).build();
    }

    private List<Message> receive() {
        return CLOUD.sqs().receiveMessage(receive -> receive.queueUrl(url)).messages();
    }
}
