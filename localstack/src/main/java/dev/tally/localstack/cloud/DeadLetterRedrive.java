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
 * Sends dead letters back to the queue that they came from, each as a new message with a new sequence number.
 *
 * <p>ElasticMQ's own message move task leaves the messages of a FIFO queue where they are, and where it moves any it keeps
 * the old number, which is below the watermark of the message's shard: the message would be taken for one that was
 * counted.
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
     * Moves every message that is visible and was there at the start: what nobody can count is a dead letter again as soon as it is
     * sent back, and would be moved for ever.
     *
     * @param deadLetters URL of the FIFO queue to empty
     * @param source URL of the FIFO queue that gets the messages
     * @return how many
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
                    sqs.sendMessage(anew(letter, source));
                    sqs.deleteMessage(delete -> delete.queueUrl(deadLetters).receiptHandle(letter.receiptHandle()));
                    moved++;
                }
            }
        }
        giveBack(sqs, deadLetters, newer);
        LOG.infof("dead-letters.redriven from=%s to=%s messages=%d", deadLetters, source, moved);
        return moved;
    }

    /** Lets everybody see messages again that were received. */
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

    /** Asks for as many letters as SQS gives at once, with all that is known of them. */
    static ReceiveMessageRequest.Builder next(String queue) {
        return ReceiveMessageRequest.builder()
                .queueUrl(queue)
                .maxNumberOfMessages(BATCH)
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                .messageAttributeNames("All");
    }

    /** The deduplication id is new to the queue, and the same again if the dead letter could not be deleted. */
    private static SendMessageRequest anew(Message letter, String queue) {
        return SendMessageRequest.builder()
                .queueUrl(queue)
                .messageBody(letter.body())
                .messageAttributes(letter.messageAttributes())
                .messageGroupId(letter.attributes().get(MessageSystemAttributeName.MESSAGE_GROUP_ID))
                .messageDeduplicationId("redrive-" + letter.messageId())
                .build();
    }
}
