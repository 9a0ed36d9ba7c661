package dev.tally.localstack.cloud;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

/** The FIFO queue of one test, with AWS's default visibility time-out. */
public record FifoQueue(SqsClient sqs, String url, String arn) {

    private static final int MAX_BATCH = 10;

    public static FifoQueue create(SqsClient sqs) {
        return create(sqs, Map.of());
    }

    public static FifoQueue create(SqsClient sqs, Duration visibilityTimeout) {
        return create(sqs, Map.of(QueueAttributeName.VISIBILITY_TIMEOUT, Long.toString(visibilityTimeout.toSeconds())));
    }

    /** Creates a queue that moves a message to the dead letters after a number of receives. */
    public static FifoQueue create(SqsClient sqs, FifoQueue deadLetters, int maxReceiveCount) {
        String policy =
                "{\"deadLetterTargetArn\":\"" + deadLetters.arn + "\",\"maxReceiveCount\":" + maxReceiveCount + "}";
        return create(sqs, Map.of(QueueAttributeName.REDRIVE_POLICY, policy));
    }

    /** Creates a queue in which a deduplication id counts within its message group. */
    static FifoQueue createWithGroupScope(SqsClient sqs) {
        return create(sqs, Map.of(QueueAttributeName.DEDUPLICATION_SCOPE, "messageGroup"));
    }

    private static FifoQueue create(SqsClient sqs, Map<QueueAttributeName, String> more) {
        Map<QueueAttributeName, String> attributes = new HashMap<>(more);
        attributes.put(QueueAttributeName.FIFO_QUEUE, "true");
        String url = sqs.createQueue(create ->
                        create.queueName("test-" + UUID.randomUUID() + ".fifo").attributes(attributes))
                .queueUrl();
        Map<QueueAttributeName, String> found = sqs.getQueueAttributes(
                        get -> get.queueUrl(url).attributeNames(QueueAttributeName.QUEUE_ARN))
                .attributes();
        return new FifoQueue(sqs, url, found.getOrDefault(QueueAttributeName.QUEUE_ARN, ""));
    }

    public void send(String group, String... bodies) {
        for (String body : bodies) {
            sendOnce(group, body, UUID.randomUUID().toString());
        }
    }

    public SendMessageResponse sendOnce(String group, String body, String deduplicationId) {
        return sqs.sendMessage(send ->
                send.queueUrl(url).messageBody(body).messageGroupId(group).messageDeduplicationId(deduplicationId));
    }

    public List<Message> receive() {
        return receive(MAX_BATCH);
    }

    public List<Message> receive(int max) {
        return sqs.receiveMessage(receive -> receive.queueUrl(url)
                        .maxNumberOfMessages(max)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    /** Receives messages, which become visible again after the time-out. */
    public List<Message> receiveFor(Duration visibilityTimeout) {
        return sqs.receiveMessage(receive -> receive.queueUrl(url)
                        .maxNumberOfMessages(MAX_BATCH)
                        .visibilityTimeout((int) visibilityTimeout.toSeconds())
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    /** Receives the next messages, after at most ten seconds. */
    public List<Message> await() {
        return sqs.receiveMessage(receive -> receive.queueUrl(url)
                        .maxNumberOfMessages(MAX_BATCH)
                        .waitTimeSeconds(10)
                        .messageAttributeNames("All")
                        .messageSystemAttributeNames(MessageSystemAttributeName.ALL))
                .messages();
    }

    /** Receives and deletes a number of messages, and returns their bodies in the order of arrival. */
    public List<String> drain(int count) {
        List<String> drained = new ArrayList<>();
        while (drained.size() < count) {
            List<Message> messages = await();
            assertThat(messages).as("after " + drained).isNotEmpty();
            drained.addAll(bodies(messages));
            delete(messages);
        }
        return drained;
    }

    public void delete(List<Message> messages) {
        for (Message message : messages) {
            sqs.deleteMessage(delete -> delete.queueUrl(url).receiptHandle(message.receiptHandle()));
        }
    }

    public void makeVisible(List<Message> messages) {
        for (Message message : messages) {
            sqs.changeMessageVisibility(change ->
                    change.queueUrl(url).receiptHandle(message.receiptHandle()).visibilityTimeout(0));
        }
    }

    /** Returns the number of messages in the queue, visible or not. */
    public int size() {
        Map<QueueAttributeName, String> counts = sqs.getQueueAttributes(get -> get.queueUrl(url)
                        .attributeNames(
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES,
                                QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE))
                .attributes();
        return counts.values().stream().mapToInt(Integer::parseInt).sum();
    }

    public static List<String> bodies(List<Message> messages) {
        return messages.stream().map(Message::body).toList();
    }
}
