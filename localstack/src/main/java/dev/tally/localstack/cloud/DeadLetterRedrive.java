package dev.tally.localstack.cloud;

import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/**
 * A redrive that sends each dead letter back to its queue as a new message with a new sequence number.
 *
 * <p>A message move task is not used, because LocalStack's task discards a message within 5 minutes of its first send
 * and still ends with COMPLETED.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-configure-dead-letter-queue-redrive.html">
 *     SQS: dead-letter queue redrive</a>
 */
public final class DeadLetterRedrive {

    private static final Logger LOG = Logger.getLogger(DeadLetterRedrive.class);
    private static final int BATCH = 10;

    private final SqsClient sqs;

    public DeadLetterRedrive(SqsClient sqs) {
        this.sqs = sqs;
    }

    /**
     * Moves every visible message that was in the queue at the start. A message that cannot be counted becomes a dead
     * letter again at once. Without this limit the redrive would move it forever.
     *
     * @param deadLetters URL of the FIFO queue to empty
     * @param source URL of the FIFO queue that receives the messages
     * @return the number of moved messages
     */
    public int redrive(String deadLetters, String source) {
        long start = System.currentTimeMillis();
        int moved = 0;
        List<Message> newer = new ArrayList<>();
        for (List<Message> batch = receive(deadLetters); !batch.isEmpty(); batch = receive(deadLetters)) {
            for (Message letter : batch) {
                if (sentAt(letter) > start) {
                    newer.add(letter);
                } else {
                    sqs.sendMessage(newMessage(letter, source));
                    sqs.deleteMessage(delete -> delete.queueUrl(deadLetters).receiptHandle(letter.receiptHandle()));
                    moved++;
                }
            }
        }
        giveBack(sqs, deadLetters, newer);
        LOG.infof("dead-letters.redriven from=%s to=%s messages=%d", deadLetters, source, moved);
        return moved;
    }

    /** Makes received messages visible to all receivers again. */
    static void giveBack(SqsClient sqs, String queue, List<Message> messages) {
        messages.forEach(message -> sqs.changeMessageVisibility(change ->
                change.queueUrl(queue).receiptHandle(message.receiptHandle()).visibilityTimeout(0)));
    }

    private static long sentAt(Message message) {
        return Long.parseLong(message.attributes().getOrDefault(MessageSystemAttributeName.SENT_TIMESTAMP, "0"));
    }

    private List<Message> receive(String queue) {
        return sqs.receiveMessage(next(queue).build()).messages();
    }

    /** Returns a request for the largest batch, with all attributes. */
    static ReceiveMessageRequest.Builder next(String queue) {
        return ReceiveMessageRequest.builder()
                .queueUrl(queue)
                .maxNumberOfMessages(BATCH)
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                .messageAttributeNames("All");
    }

    /**
     * Returns the letter as a new message. Its deduplication id is new to the queue, and stays the same if the send is
     * repeated.
     */
    private static SendMessageRequest newMessage(Message letter, String queue) {
        return SendMessageRequest.builder()
                .queueUrl(queue)
                .messageBody(letter.body())
                .messageAttributes(letter.messageAttributes())
                .messageGroupId(letter.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                .messageDeduplicationId("redrive-" + letter.messageId())
                .build();
    }
}
