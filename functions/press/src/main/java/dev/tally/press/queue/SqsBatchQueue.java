package dev.tally.press.queue;

import dev.tally.counter.SequenceNumber;
import dev.tally.counter.message.MessageCodec;
import dev.tally.counter.message.QueueMessage;
import dev.tally.runtime.sdk.SdkFailures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeNameForSends;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The FIFO queue of clicks and posts in SQS. */
public class SqsBatchQueue implements BatchQueue {

    // SQS throttles a message group until the counter has more shards, which takes minutes. A retry would be throttled
    // as well, and would hold an execution meanwhile. So the client waits instead. A throttled send remains unclear,
    // because an earlier attempt may have reached the queue without an answer.

    private final SqsClient sqs;
    private final String queueUrl;

    public SqsBatchQueue(SqsClient sqs, String queueUrl) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
    }

    @Override
    public List<Outcome> send(List<TracedMessage> messages) {
        List<SendMessageBatchRequestEntry> entries = IntStream.range(0, messages.size())
                .mapToObj(index -> entry(index, messages.get(index)))
                .toList();
        try {
            return outcomes(messages.size(), sqs.sendMessageBatch(request -> request.queueUrl(queueUrl)
                    .entries(entries)));
        } catch (RuntimeException failed) {
            if (!SdkFailures.isFailure(failed)) {
                throw failed;
            }
            throw new QueueUnavailableException(String.valueOf(failed.getMessage()), failed);
        }
    }

    /** Returns an outcome for each message. An answer that was cut off after its headers names none. */
    private static List<Outcome> outcomes(int sent, SendMessageBatchResponse answer) {
        Map<Integer, Outcome> named = new HashMap<>();
        answer.failed()
                .forEach(entry ->
                        named.put(index(entry.id()), new Outcome.Unconfirmed(entry.code() + ": " + entry.message())));
        answer.successful().forEach(entry -> named.put(index(entry.id()), outcome(entry.sequenceNumber())));
        return IntStream.range(0, sent)
                .mapToObj(index ->
                        named.getOrDefault(index, new Outcome.Unconfirmed("the answer does not name the message")))
                .toList();
    }

    private static Outcome outcome(@Nullable String sequence) {
        return sequence == null
                ? new Outcome.Unconfirmed("the answer has no sequence number")
                : new Outcome.Confirmed(SequenceNumber.parse(sequence));
    }

    private static Integer index(String id) {
        return Integer.valueOf(id);
    }

    private static SendMessageBatchRequestEntry entry(int index, TracedMessage traced) {
        QueueMessage message = traced.message();
        SendMessageBatchRequestEntry.Builder entry = SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(index))
                .messageGroupId(message.group())
                .messageDeduplicationId(message.deduplicationId())
                .messageBody(MessageCodec.encode(message));
        traced.trace()
                .ifPresent(trace -> entry.messageSystemAttributes(
                        Map.of(MessageSystemAttributeNameForSends.AWS_TRACE_HEADER, string(trace.header()))));
        return entry.build();
    }

    private static MessageSystemAttributeValue string(String value) {
        return MessageSystemAttributeValue.builder()
                .dataType("String")
                .stringValue(value)
                .build();
    }
}
