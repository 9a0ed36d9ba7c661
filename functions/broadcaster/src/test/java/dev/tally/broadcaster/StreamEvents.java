package dev.tally.broadcaster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.CounterId;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Published;
import dev.tally.counter.Total;
import dev.tally.runtime.trace.TraceContext;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;

/** Events of the table's stream, as Lambda sends them. */
public final class StreamEvents {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    private StreamEvents() {}

    public static ObjectNode event(JsonNode... records) {
        ObjectNode event = JSON.objectNode();
        ArrayNode array = event.putArray("Records");
        for (JsonNode record : records) {
            array.add(record);
        }
        return event;
    }

    /** Returns the record of a total that replaced an earlier one. */
    public static ObjectNode total(String sequenceNumber, Published before, Published after) {
        ObjectNode record = JSON.objectNode();
        record.put("eventID", "e" + sequenceNumber).put("eventName", "MODIFY");
        ObjectNode change = record.putObject("dynamodb");
        change.put("SequenceNumber", sequenceNumber);
        change.set("Keys", key(after));
        change.set("OldImage", image(before));
        change.set("NewImage", image(after));
        return record;
    }

    /** Adds the time of the write to a record. */
    public static ObjectNode at(Instant time, ObjectNode record) {
        ((ObjectNode) record.get("dynamodb")).put("ApproximateCreationDateTime", time.getEpochSecond());
        return record;
    }

    /** Returns the record of a shard's first write, a click. */
    public static ObjectNode shard(String sequenceNumber, CounterId counter, Instant createdAt) {
        ObjectNode record = JSON.objectNode();
        record.put("eventID", "e" + sequenceNumber).put("eventName", "INSERT");
        ObjectNode change = record.putObject("dynamodb");
        change.put("SequenceNumber", sequenceNumber);
        ObjectNode key = change.putObject("Keys");
        key.putObject("pk").put("S", "shards#" + counter);
        key.putObject("sk").put("S", "eu-central-1#0");
        ObjectNode image = key.deepCopy();
        number(image, "total", 1);
        number(image, "writes", 1);
        number(image, "updatedAt", createdAt.toEpochMilli());
        change.set("NewImage", image);
        return at(createdAt, record);
    }

    /** Adds a trace to the record of a write. */
    public static ObjectNode traced(ObjectNode record, TraceContext trace) {
        ObjectNode after = (ObjectNode) record.at("/dynamodb/NewImage");
        after.putObject("trace").put("S", trace.header());
        return record;
    }

    /** Replaces the count of an image by a text, like an edit by hand. */
    public static void edit(ObjectNode record, String image) {
        ObjectNode edited = (ObjectNode) record.at("/dynamodb/" + image);
        edited.putObject("count").put("S", "five");
    }

    private static ObjectNode key(Published published) {
        ObjectNode key = JSON.objectNode();
        key.putObject("pk").put("S", "total#" + published.counter());
        key.putObject("sk").put("S", "eu-central-1");
        return key;
    }

    private static ObjectNode image(Published published) {
        Total total = published.total();
        ObjectNode image = key(published);
        if (total.updatedAt() != null) {
            number(image, "count", total.count());
            number(image, "version", total.version());
            image.putObject("epoch").put("S", total.epoch().value());
            ObjectNode watermarks = image.putObject("watermarks").putObject("M");
            total.watermarks()
                    .forEach((shard, sequence) -> watermarks.putObject(shard).put("S", sequence.toString()));
            ObjectNode writes = image.putObject("writes").putObject("M");
            total.writes().forEach((shard, shardWrites) -> number(writes, shard, shardWrites));
            number(image, "updatedAt", total.updatedAt().toEpochMilli());
            number(image, "asOf", Objects.requireNonNull(total.asOf()).toEpochMilli());
            ObjectNode minutes = image.putObject("minutes").putObject("M");
            for (Map.Entry<Long, Long> minute : total.minutes().sums().entrySet()) {
                number(minutes, minute.getKey().toString(), minute.getValue());
            }
        }
        number(image, "viewers", published.viewers());
        number(image, "touches", published.touches());
        if (!published.live().equals(LiveMode.PUSH)) {
            ObjectNode live = image.putObject("live").putObject("M");
            number(live, "millionths", published.live().millionths());
            number(live, "since", published.live().since().toEpochMilli());
            number(live, "viewers", published.live().viewers());
            number(live, "interval", published.live().interval().toMillis());
        }
        return image;
    }

    private static void number(ObjectNode image, String name, long value) {
        image.putObject(name).put("N", Long.toString(value));
    }
}
