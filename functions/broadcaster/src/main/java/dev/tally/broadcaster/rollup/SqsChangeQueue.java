package dev.tally.broadcaster.rollup;

import dev.tally.counter.message.MessageCodec;
import dev.tally.counter.message.QueueMessage.OfShard;
import java.util.List;
import java.util.stream.IntStream;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The FIFO queue of clicks in SQS. */
public final class SqsChangeQueue implements ChangeQueue {

    private static final int MAX_BATCH = 10;

    private final SqsClient sqs;
    private final String queueUrl;

    public SqsChangeQueue(SqsClient sqs, String queueUrl) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
    }

    @Override
    public void send(List<OfShard> changes) {
        for (int start = 0; start < changes.size(); start += MAX_BATCH) {
            List<SendMessageBatchRequestEntry> entries = IntStream.range(
                            start, Math.min(changes.size(), start + MAX_BATCH))
                    .mapToObj(place -> entry(place, changes.get(place)))
                    .toList();
            SendMessageBatchResponse answer =
                    sqs.sendMessageBatch(batch -> batch.queueUrl(queueUrl).entries(entries));
            if (answer.successful().size() < entries.size()) {
                throw new IllegalStateException("the queue did not confirm the changes: " + answer.failed());
            }
        }
    }

    private static SendMessageBatchRequestEntry entry(int place, OfShard change) {
        return SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(place))
                .messageGroupId(change.group())
                .messageDeduplicationId(change.deduplicationId())
                .messageBody(MessageCodec.encode(change))
                .build();
    }
}
