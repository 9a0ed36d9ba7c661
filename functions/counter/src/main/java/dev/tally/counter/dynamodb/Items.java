package dev.tally.counter.dynamodb;

import dev.tally.counter.StoreUnavailableException;
import dev.tally.counter.UnreadableItemException;
import dev.tally.runtime.sdk.SdkFailures;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.awssdk.services.dynamodb.model.TransactionConflictException;

/** The reading of attributes and the handling of failures, for all items and calls. */
final class Items {

    static final String PK = "pk";
    static final String SK = "sk";

    private Items() {}

    static long number(Map<String, AttributeValue> item, String name) {
        return Long.parseLong(required(item, name).n());
    }

    static String text(Map<String, AttributeValue> item, String name) {
        return required(item, name).s();
    }

    /**
     * Reads an item.
     *
     * @throws UnreadableItemException if a required attribute is missing or has the wrong type
     */
    static <T> T read(Map<String, AttributeValue> item, Function<Map<String, AttributeValue>, T> reading) {
        try {
            return reading.apply(item);
        } catch (NullPointerException | IllegalArgumentException malformed) {
            throw new UnreadableItemException("item pk=" + partition(item) + " sk=" + printable(item, SK)
                    + " cannot be read: " + malformed.getMessage());
        }
    }

    /** Returns the partition key without a voter. Messages are logged, and the id of a voter can be the right to vote. */
    private static String partition(Map<String, AttributeValue> item) {
        String key = printable(item, PK);
        String votes = VoteItem.PREFIX.s();
        return key.startsWith(votes) ? votes + "..." : key;
    }

    private static String printable(Map<String, AttributeValue> item, String name) {
        return item.containsKey(name) ? String.valueOf(item.get(name).s()) : "absent";
    }

    /** Calls DynamoDB, and turns every failure except a failed condition or a conflict into the domain's exception. */
    static <T> T call(String operation, Supplier<T> call) {
        try {
            return call.get();
        } catch (ConditionalCheckFailedException
                | TransactionCanceledException
                | TransactionConflictException
                | UnreadableItemException answered) {
            throw answered;
        } catch (RuntimeException failed) {
            if (!SdkFailures.isFailure(failed)) {
                throw failed;
            }
            throw new StoreUnavailableException(operation + " failed: " + failed.getMessage(), failed);
        }
    }

    static StoreUnavailableException unavailable(String message) {
        return new StoreUnavailableException(message, new IllegalStateException(message));
    }

    static AttributeValue number(long value) {
        return AttributeValue.fromN(Long.toString(value));
    }

    static long numberOr(Map<String, AttributeValue> item, String name, long otherwise) {
        return item.containsKey(name) ? number(item, name) : otherwise;
    }

    static AttributeValue required(Map<String, AttributeValue> item, String name) {
        return Objects.requireNonNull(item.get(name), () -> name + " is missing");
    }
}
