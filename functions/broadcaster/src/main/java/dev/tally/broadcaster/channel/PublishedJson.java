package dev.tally.broadcaster.channel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.CounterId;
import dev.tally.counter.CounterKind;
import dev.tally.counter.Epoch;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Minutes;
import dev.tally.counter.Published;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Total;
import dev.tally.counter.VoterCount;
import java.time.Instant;
import java.util.Collections;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The published total of a counter as fields of a JSON object. */
public final class PublishedJson {

    private static final LiveMode POLL = new LiveMode(0, Instant.EPOCH, 0);

    private static final String VIEWERS_AT_LEAST = "viewersAtLeast";

    private PublishedJson() {}

    /** Adds all fields except the touches and the writes of each shard, which clients do not see. */
    public static void put(ObjectNode object, Published published) {
        Total total = published.total();
        object.put("counter", total.counter().value());
        object.put("count", total.count());
        total.voters().named(CounterKind.of(total.counter())).forEach(object::put);
        object.put("epoch", total.epoch().value());
        object.put("version", total.version());
        object.put("updatedAt", text(total.updatedAt()));
        object.put("asOf", text(total.asOf()));
        ObjectNode minutes = object.putObject("minutes");
        total.minutes().sums().forEach((minute, sum) -> minutes.put(minute.toString(), sum));
        object.put("viewers", published.viewers());
        if (published.live().millionths() < LiveMode.ALL) {
            object.put(VIEWERS_AT_LEAST, true);
        }
        ObjectNode watermarks = object.putObject("watermarks");
        total.watermarks().forEach((shard, sequence) -> watermarks.put(shard, sequence.toString()));
    }

    /**
     * Returns the published total of an object that also has the touches, with the fields of {@link #put} alone. Its
     * mode says only whether pages poll, as frames do.
     */
    public static Published read(JsonNode object) {
        TreeMap<Long, Long> minutes = new TreeMap<>();
        object.required("minutes")
                .properties()
                .forEach(minute -> minutes.put(
                        Long.valueOf(minute.getKey()), minute.getValue().asLong()));
        TreeMap<String, SequenceNumber> watermarks = new TreeMap<>();
        object.required("watermarks")
                .properties()
                .forEach(shard -> watermarks.put(
                        shard.getKey(), SequenceNumber.parse(shard.getValue().asText())));
        Total total = new Total(
                new CounterId(object.required("counter").asText()),
                new Epoch(object.required("epoch").asText()),
                object.required("count").asLong(),
                object.required("version").asLong(),
                Collections.emptySortedMap(),
                watermarks,
                new Minutes(minutes),
                instant(object.required("updatedAt")),
                instant(object.path("asOf")),
                new VoterCount(
                        object.path("up").asLong(object.path("voters").asLong()),
                        object.path("down").asLong()),
                null);
        return new Published(
                total,
                object.required("viewers").asInt(),
                object.required("touches").asLong(),
                object.path(VIEWERS_AT_LEAST).asBoolean() ? POLL : LiveMode.PUSH);
    }

    private static @Nullable Instant instant(JsonNode text) {
        return text.isTextual() ? Instant.parse(text.asText()) : null;
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
