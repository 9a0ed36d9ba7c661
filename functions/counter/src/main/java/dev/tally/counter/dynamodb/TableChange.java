package dev.tally.counter.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.Minutes;
import dev.tally.counter.Published;
import dev.tally.counter.UnreadableItemException;
import dev.tally.runtime.trace.TraceContext;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * One record of a shard or a total in the table's stream, as Lambda passes it to a function.
 *
 * @param sequenceNumber the record's place in the stream, by which a function reports the point to retry from
 * @param counter the counter of the changed item
 * @param createdAt the time of the write, to the second; empty if the record has none
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html">Lambda: using DynamoDB streams</a>
 */
public record TableChange(
        String sequenceNumber,
        CounterId counter,
        Optional<Instant> createdAt,
        Map<String, AttributeValue> key,
        Map<String, AttributeValue> before,
        Map<String, AttributeValue> after) {

    /** The epoch of a total without a count, where only its version matters. */
    private static final Epoch UNKNOWN = new Epoch("unknown.0");

    /**
     * Reads a record. An unreadable old image counts as empty, so that the repair of an item is handled.
     *
     * @throws IllegalArgumentException if the record is not of a shard or a total; the message gives the reason
     * @throws UnreadableItemException if the new image is not an item as Tally writes it
     */
    public static TableChange of(JsonNode record) {
        JsonNode change = record.path("dynamodb");
        Map<String, AttributeValue> key = item(change.path("Keys"));
        AttributeValue partition = key.get(Items.PK);
        if (partition == null || partition.s() == null || !key.containsKey(Items.SK)) {
            throw new IllegalArgumentException("not a stream record of the counters table: its Keys lack pk or sk");
        }
        if (!ShardItem.is(key) && !TotalItem.isAny(key)) {
            throw new IllegalArgumentException("not a record of a shard or a total: its pk is " + partition.s());
        }
        CounterId counter = new CounterId(partition.s().substring(partition.s().indexOf('#') + 1));
        Map<String, AttributeValue> before = item(change.path("OldImage"));
        Map<String, AttributeValue> after = item(change.path("NewImage"));
        requireReadable(counter, key, after);
        return new TableChange(
                change.path("SequenceNumber").asText(),
                counter,
                Optional.of(change.path("ApproximateCreationDateTime").asLong())
                        .filter(seconds -> seconds > 0)
                        .map(Instant::ofEpochSecond),
                key,
                isReadable(counter, key, before) ? before : Map.of(),
                after);
    }

    private static boolean isReadable(
            CounterId counter, Map<String, AttributeValue> key, Map<String, AttributeValue> image) {
        try {
            requireReadable(counter, key, image);
            return true;
        } catch (UnreadableItemException unreadable) {
            return false;
        }
    }

    private static void requireReadable(
            CounterId counter, Map<String, AttributeValue> key, Map<String, AttributeValue> image) {
        if (ShardItem.is(key)) {
            minutes(image);
        } else {
            TotalItem.published(counter, image, UNKNOWN);
        }
    }

    /** Returns the minutes that this write of a shard changed. */
    public Set<Long> changedMinutes() {
        return minutes(after).changedSince(minutes(before));
    }

    /**
     * Returns the published state, if this is the region's total and viewers must receive it.
     *
     * @param current the current epoch of the region
     */
    public Optional<Published> changedTotal(Epoch current) {
        if (!TotalItem.is(key, current.region())) {
            return Optional.empty();
        }
        Published published = TotalItem.published(counter, after, current);
        return Optional.of(published)
                .filter(now -> now.supersedes(TotalItem.published(counter, before, current)))
                .map(now -> now.in(current));
    }

    /** Returns whether this write of a total added clicks. */
    public boolean hasNewCount() {
        return TotalItem.published(counter, after, UNKNOWN)
                .total()
                .isLaterThan(TotalItem.published(counter, before, UNKNOWN).total());
    }

    /** Returns whether this write of a total touched it. */
    public boolean hasTouch() {
        return TotalItem.published(counter, after, UNKNOWN).touches()
                > TotalItem.published(counter, before, UNKNOWN).touches();
    }

    /** Returns the trace of this write, if it is recorded. */
    public Optional<TraceContext> trace() {
        return ItemTrace.ofWrite(before, after);
    }

    private static Minutes minutes(Map<String, AttributeValue> image) {
        return image.isEmpty() ? Minutes.NONE : ShardItem.tally(image).minutes();
    }

    private static Map<String, AttributeValue> item(JsonNode image) {
        Map<String, AttributeValue> item = new HashMap<>();
        image.properties().forEach(field -> {
            AttributeValue value = value(field.getValue());
            if (value != null) {
                item.put(field.getKey(), value);
            }
        });
        return item;
    }

    /** Reads a value in DynamoDB's JSON; null for a type that Tally's items never have. */
    private static @Nullable AttributeValue value(JsonNode value) {
        if (value.has("S")) {
            return AttributeValue.fromS(value.get("S").asText());
        }
        if (value.has("N")) {
            return AttributeValue.fromN(value.get("N").asText());
        }
        return value.has("M") ? AttributeValue.fromM(item(value.get("M"))) : null;
    }
}
