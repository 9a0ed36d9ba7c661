package dev.tally.localstack.cloud.queue;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A message as a receiver gets it.
 *
 * @param systemAttributes all attributes that SQS adds, by name
 */
public record ReceivedMessage(
        String messageId,
        String receiptHandle,
        String body,
        String md5OfBody,
        Map<String, String> systemAttributes,
        Map<String, MessageAttribute> attributes) {

    /** 10 to the power of 19, the smallest number of 20 digits. */
    private static final long FIRST_NUMBER = Long.parseUnsignedLong("10000000000000000000");

    static ReceivedMessage of(StoredMessage message, boolean fifo) {
        Map<String, String> system = new LinkedHashMap<>();
        system.put("ApproximateReceiveCount", Integer.toString(message.receives));
        if (message.content.traceHeader() != null) {
            system.put("AWSTraceHeader", message.content.traceHeader());
        }
        system.put("SentTimestamp", Long.toString(message.entry.sentAt()));
        if (fifo) {
            system.put("SequenceNumber", sequenceNumber(message.sequence));
            system.put("MessageDeduplicationId", String.valueOf(message.entry.deduplicationId()));
        }
        if (message.content.groupId() != null) {
            system.put("MessageGroupId", message.content.groupId());
        }
        system.put("SenderId", Queues.ACCOUNT);
        system.put("ApproximateFirstReceiveTimestamp", Long.toString(message.firstReceivedAt));
        if (message.entry.deadLetterSource() != null) {
            system.put("DeadLetterQueueSourceArn", message.entry.deadLetterSource());
        }
        return new ReceivedMessage(
                message.id,
                new Receipt(message.id, message.receives).handle(),
                message.content.body(),
                message.md5,
                system,
                message.attributes());
    }

    /** Returns a number of 20 digits, like most of AWS's. Their order as text is their order as numbers. */
    static String sequenceNumber(long sequence) {
        return Long.toUnsignedString(FIRST_NUMBER + sequence);
    }
}
