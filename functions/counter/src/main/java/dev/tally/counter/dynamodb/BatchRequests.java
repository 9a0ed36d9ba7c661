package dev.tally.counter.dynamodb;

import dev.tally.counter.StoreUnavailableException;
import java.time.Duration;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Calls with many requests each. DynamoDB leaves some requests unprocessed while a table is throttled. These are sent
 * again after growing waits, as its
 * <a href="https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html#Programming.Errors.BatchOperations">documentation</a>
 * requires.
 */
final class BatchRequests {

    private static final int ATTEMPTS = 5;

    /** Waits of at most half a second in total. */
    private static final BackoffStrategy WAITS =
            BackoffStrategy.exponentialDelay(Duration.ofMillis(50), Duration.ofMillis(200));

    private BatchRequests() {}

    /**
     * Sends requests until none is left.
     *
     * @param operation named in the message of a failure, such as {@code reading totals}
     * @param requests by table
     * @param send sends requests and returns the unprocessed ones
     * @throws StoreUnavailableException if some are unprocessed after the last attempt, or a call failed
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
