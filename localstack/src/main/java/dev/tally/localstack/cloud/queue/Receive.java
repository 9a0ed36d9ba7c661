package dev.tally.localstack.cloud.queue;

import org.jspecify.annotations.Nullable;

/**
 * The wishes of one receive.
 *
 * @param max number of messages, 1 to 10
 * @param visibilitySeconds null for the queue's time-out
 * @param waitSeconds of a long poll, 0 to 20; null for the queue's setting
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ReceiveMessage.html">ReceiveMessage</a>
 */
public record Receive(int max, @Nullable Integer visibilitySeconds, @Nullable Integer waitSeconds) {

    private static final int MAX_MESSAGES = 10;
    private static final int MAX_WAIT_SECONDS = 20;
    private static final int MAX_VISIBILITY_SECONDS = 43_200;

    public Receive {
        check("MaxNumberOfMessages", max, 1, MAX_MESSAGES);
        check("VisibilityTimeout", visibilitySeconds, 0, MAX_VISIBILITY_SECONDS);
        check("WaitTimeSeconds", waitSeconds, 0, MAX_WAIT_SECONDS);
    }

    private static void check(String parameter, @Nullable Integer value, int from, int to) {
        if (value != null && (value < from || value > to)) {
            throw QueueException.invalid(parameter, value, "Must be between " + from + " and " + to + ", if provided");
        }
    }
}
