package dev.tally.localstack.sources;

import dev.tally.localstack.cloud.Resources;
import dev.tally.localstack.spec.StackSpec;
import java.time.Duration;

/**
 * The settings of a queue's event source mapping.
 *
 * @param name of the event source mapping
 * @param batchSize 1 to 10
 * @param maximumConcurrency maximum number of batches in flight, 2 to 1000
 * @param reportBatchItemFailures whether the function's answer lists the messages that it could not process
 * @param visibilityTimeout time for which a received message is hidden from other receivers
 */
public record QueueSettings(
        String name,
        Resources.Queue queue,
        String function,
        int batchSize,
        int maximumConcurrency,
        boolean reportBatchItemFailures,
        Duration visibilityTimeout) {

    private static final int MAX_BATCH = 10;

    /** @throws IllegalArgumentException if a number exceeds Lambda's bounds; the message contains the setting */
    public QueueSettings {
        // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: a FIFO queue delivers at most 10.
        if (batchSize < 1 || batchSize > MAX_BATCH) {
            throw new IllegalArgumentException(
                    "batchSize of '" + name + "' must be 1 to " + MAX_BATCH + ", not " + batchSize);
        }
        // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html#events-sqs-max-concurrency
        if (maximumConcurrency < 2 || maximumConcurrency > 1000) {
            throw new IllegalArgumentException(
                    "maximumConcurrency of '" + name + "' must be 2 to 1000, not " + maximumConcurrency);
        }
    }

    /** Returns these settings with another maximum number of batches in flight. */
    public QueueSettings withMaximumConcurrency(int other) {
        return new QueueSettings(name, queue, function, batchSize, other, reportBatchItemFailures, visibilityTimeout);
    }

    /** Returns the settings of one event source mapping of a stack. */
    public static QueueSettings of(String name, StackSpec spec, Resources resources) {
        StackSpec.QueueSource source =
                StackSpec.named("queue source", name, spec.queueSources().get(name));
        StackSpec.Queue queue =
                StackSpec.named("queue", source.queue(), spec.queues().get(source.queue()));
        return new QueueSettings(
                name,
                new Resources.Queue(resources.queueUrl(source.queue()), resources.queueArn(source.queue())),
                source.function(),
                source.batchSize(),
                source.maximumConcurrency(),
                source.reportBatchItemFailures(),
                Duration.ofSeconds(queue.visibilityTimeoutSeconds()));
    }
}
