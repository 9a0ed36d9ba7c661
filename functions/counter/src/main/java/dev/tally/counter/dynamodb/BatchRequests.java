package dev.tally.counter.dynamodb;

import dev.tally.counter.StoreUnavailableException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BatchGetItemResponse;
import software.amazon.awssdk.services.dynamodb.model.KeysAndAttributes;

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

    /**
     * Returns the existing items of some keys, read with one call.
     *
     * @param keys 1 to 100
     */
    static List<Map<String, AttributeValue>> items(
            DynamoDbClient dynamoDb,
            String operation,
            String table,
            List<Map<String, AttributeValue>> keys,
            boolean consistent) {
        List<Map<String, AttributeValue>> items = new ArrayList<>();
        KeysAndAttributes wanted = KeysAndAttributes.builder()
                .keys(keys)
                .consistentRead(consistent)
                .build();
        send(operation, Map.of(table, wanted), requests -> {
            BatchGetItemResponse answer = dynamoDb.batchGetItem(get -> get.requestItems(requests));
            items.addAll(answer.responses().getOrDefault(table, List.of()));
            return answer.unprocessedKeys();
        });
        return items;
    }

    static void pause(String operation, Duration wait) {
        try {
            Thread.sleep(wait.toMillis());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw Items.unavailable(operation + " failed: the thread was interrupted");
        }
    }
}
