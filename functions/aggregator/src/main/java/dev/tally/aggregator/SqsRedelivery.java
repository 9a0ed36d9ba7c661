package dev.tally.aggregator;

import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;

/**
 * The visibility of messages of the queue of clicks.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ChangeMessageVisibilityBatch.html">
 *     SQS: ChangeMessageVisibilityBatch</a>
 */
@Singleton
class SqsRedelivery implements Redelivery {

    private final SqsClient sqs;
    private final String queueUrl;
    private final Optional<String> queue;

    SqsRedelivery(SqsClient sqs, AggregatorSettings settings) {
        this.sqs = sqs;
        this.queueUrl = settings.queueUrl();
        this.queue = Optional.of(queueName(queueUrl));
    }

    static String queueName(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    @Override
    public void schedule(Map<Message, Duration> delays) {
        List<ChangeMessageVisibilityBatchRequestEntry> entries = new ArrayList<>();
        delays.forEach((message, delay) -> {
            if (message.queue().equals(queue)) {
                entries.add(entry(entries.size(), message, delay));
            }
        });
        if (entries.isEmpty()) {
            return;
        }
        List<BatchResultErrorEntry> failed = sqs.changeMessageVisibilityBatch(
                        change -> change.queueUrl(queueUrl).entries(entries))
                .failed();
        if (!failed.isEmpty()) {
            throw new IllegalStateException(failed.size() + " of " + entries.size() + " entries failed, the first: "
                    + failed.get(0).code() + " " + failed.get(0).message());
        }
    }

    private static ChangeMessageVisibilityBatchRequestEntry entry(int place, Message message, Duration delay) {
        return ChangeMessageVisibilityBatchRequestEntry.builder()
                .id(Integer.toString(place))
                .receiptHandle(message.receiptHandle().orElse(""))
                .visibilityTimeout((int) delay.toSeconds())
                .build();
    }
}
