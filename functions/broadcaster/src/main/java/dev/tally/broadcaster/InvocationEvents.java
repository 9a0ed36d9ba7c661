package dev.tally.broadcaster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Minutes;
import dev.tally.counter.Published;
import dev.tally.counter.Total;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The events that this package's functions send to themselves. */
final class InvocationEvents {

    private InvocationEvents() {}

    static ObjectNode of(Bucket bucket) {
        Published published = bucket.audience().published();
        Total total = published.total();
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        ObjectNode content = event.putObject("bucket");
        content.put("counter", total.counter().value());
        content.put("count", total.count());
        content.put("version", total.version());
        Instant updatedAt = total.updatedAt();
        content.put("updatedAt", updatedAt == null ? null : updatedAt.toString());
        ObjectNode minutes = content.putObject("minutes");
        total.minutes().sums().forEach((minute, sum) -> minutes.put(minute.toString(), sum));
        content.put("viewers", published.viewers());
        content.put("touches", published.touches());
        content.put("pushesPerSecond", bucket.pushesPerSecond());
        putConnections(content, bucket.audience().viewers());
        return event;
    }

    static Bucket bucket(JsonNode content) {
        TreeMap<Long, Long> minutes = new TreeMap<>();
        content.get("minutes")
                .properties()
                .forEach(minute -> minutes.put(
                        Long.valueOf(minute.getKey()), minute.getValue().asLong()));
        Total total = new Total(
                counter(content),
                content.get("count").asLong(),
                content.get("version").asLong(),
                new Minutes(minutes),
                instant(content.get("updatedAt")));
        Published published = new Published(
                total, content.get("viewers").asInt(), content.get("touches").asLong());
        return new Bucket(
                new Audience(published, connections(content)),
                content.get("pushesPerSecond").asInt());
    }

    static ObjectNode late(CounterId counter, List<ConnectionId> viewers) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        ObjectNode content = event.putObject("late");
        content.put("counter", counter.value());
        putConnections(content, viewers);
        return event;
    }

    static ObjectNode welcome(ConnectionId connection, String counters) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.putObject("welcome").put("connection", connection.value()).put("counters", counters);
        return event;
    }

    static CounterId counter(JsonNode content) {
        return new CounterId(content.get("counter").asText());
    }

    static List<ConnectionId> connections(JsonNode content) {
        List<ConnectionId> connections = new ArrayList<>();
        content.get("connections").forEach(id -> connections.add(new ConnectionId(id.asText())));
        return connections;
    }

    private static void putConnections(ObjectNode content, List<ConnectionId> connections) {
        ArrayNode ids = content.putArray("connections");
        connections.forEach(connection -> ids.add(connection.value()));
    }

    private static @Nullable Instant instant(JsonNode text) {
        return text.isNull() ? null : Instant.parse(text.asText());
    }
}
