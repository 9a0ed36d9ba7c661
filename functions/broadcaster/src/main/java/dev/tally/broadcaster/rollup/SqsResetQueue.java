package dev.tally.broadcaster.rollup;

import dev.tally.counter.message.MessageCodec;
import dev.tally.counter.message.QueueMessage.OfShard;
import java.util.List;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

/** The FIFO queue of clicks in SQS. */
public final class SqsResetQueue implements ResetQueue {

    private static final int MAX_BATCH = 10;

    private final SqsClient sqs;
    private final String queueUrl;

    public SqsResetQueue(SqsClient sqs, String queueUrl) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
    }

    @Override
    public void send(List<OfShard> resets) {
        for (int start = 0; start < resets.size(); start += MAX_BATCH) {
            List<SendMessageBatchRequestEntry> entries =
                    resets.subList(start, Math.min(resets.size(), start + MAX_BATCH)).stream()
                            .map(SqsResetQueue::entry)
                            .toList();
            SendMessageBatchResponse answer =
                    sqs.sendMessageBatch(batch -> batch.queueUrl(queueUrl).entries(entries));
            if (answer.successful().size() < entries.size()) {
                throw new IllegalStateException("the queue did not confirm the resets: " + answer.failed());
            }
        }
    }

    private static SendMessageBatchRequestEntry entry(OfShard reset) {
        return SendMessageBatchRequestEntry.builder()
                .id(Integer.toString(reset.shard().index()))
                .messageGroupId(reset.group())
                .messageDeduplicationId(reset.id().toString())
                .messageBody(MessageCodec.encode(reset))
                .build();
    }
}
