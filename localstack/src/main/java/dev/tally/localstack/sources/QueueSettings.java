package dev.tally.localstack.sources;

import dev.tally.localstack.cloud.Resources;
import dev.tally.localstack.spec.StackSpec;
import java.time.Duration;

/**
 * How a queue feeds a function.
 *
 * @param name of the event source mapping
 * @param batchSize 1 to 10
 * @param maximumConcurrency how many batches may be under way at once
 * @param reportBatchItemFailures whether the function answers with the messages that it could not process
 * @param visibilityTimeout how long a received message stays away from other receivers
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

    /** @throws IllegalArgumentException if a number is out of Lambda's bounds; the message names it */
    public QueueSettings {
        // https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-configure.html: a FIFO queue gives 10 at the most.
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

    /** The settings of one event source mapping of a stack. */
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
