package dev.tally.localstack.cloud.queue;

import java.util.function.BooleanSupplier;

/**
 * The part of a FIFO queue in which a receive finds available groups.
 *
 * @param messages the number of the first messages that a receive examines
 * @param usedUp returns whether a receive finds the first message's group only, as if the others were behind a backlog
 * @param exceeded called when the only available groups are behind these messages
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/avoid-backlog-with-the-same-message-group-id.html">
 *     SQS: FIFO queues scan the first 120,000 messages to determine available message groups</a>
 */
public record Examination(int messages, BooleanSupplier usedUp, Runnable exceeded) {

    /** The whole queue. */
    public static final Examination ALL = new Examination(Integer.MAX_VALUE, () -> false, () -> {});
}
