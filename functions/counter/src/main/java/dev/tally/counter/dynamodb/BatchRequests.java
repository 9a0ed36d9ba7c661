package dev.tally.counter.dynamodb;

import dev.tally.counter.StoreUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Calls with many requests at once, of which DynamoDB leaves some for later where a table is throttled. They are sent again after a
 * wait that grows, as its
 * <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html#Programming.Errors.BatchOperations">documentation</a>
 * asks for.
 */
final class BatchRequests {

    private static final int ATTEMPTS = 5;

    /** Half a second in all at most. */
    private static final BackoffStrategy WAITS =
            BackoffStrategy.exponentialDelay(Duration.ofMillis(50), Duration.ofMillis(200));

    private BatchRequests() {}

    /**
     * Sends requests until none is left.
     *
     * @param operation for the message of a failure, such as {@code reading totals}
     * @param requests by table
     * @param send sends requests and returns those that were left
     * @throws StoreUnavailableException if some are left after the last attempt, or a call failed
     */
    static <T> void send(String operation, Map<String, T> requests, UnaryOperator<Map<String, T>> send) {
        Map<String, T> rest = requests;
        for (int attempt = 1; ; attempt++) {
            Map<String, T> sent = rest;
            rest = Items.call(operation, () -> send.apply(sent));
            if (rest.isEmpty()) {
                return;
            }
            if (attempt == ATTEMPTS) {
                throw Items.unavailable(operation + " failed: some requests were throttled " + ATTEMPTS + " times");
            }
            pause(operation, WAITS.computeDelay(attempt));
        }
    }

    private static void pause(String operation, Duration wait) {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Items.unavailable(operation + " failed: the thread was interrupted");
        }
    }
}
