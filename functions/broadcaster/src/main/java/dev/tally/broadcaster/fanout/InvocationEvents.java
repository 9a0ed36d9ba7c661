package dev.tally.broadcaster.fanout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.broadcaster.channel.PublishedJson;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Published;
import java.util.ArrayList;
import java.util.List;

/** The events that {@code fanout} sends to itself. */
final class InvocationEvents {

    private InvocationEvents() {}

    static ObjectNode of(Bucket bucket) {
        Published published = bucket.audience().published();
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        ObjectNode content = event.putObject("bucket");
        PublishedJson.put(content, published);
        content.put("touches", published.touches());
        content.put("pushesPerSecond", bucket.pushesPerSecond());
        putConnections(content, bucket.audience().viewers());
        return event;
    }

    static Bucket bucket(JsonNode content) {
        return new Bucket(
                new Audience(PublishedJson.read(content), connections(content)),
                content.required("pushesPerSecond").asInt());
    }

    static ObjectNode late(CounterId counter, List<ConnectionId> viewers) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        ObjectNode content = event.putObject("late");
        content.put("counter", counter.value());
        putConnections(content, viewers);
        return event;
    }

    /** Returns the event that pushes the latest total of a counter. */
    static ObjectNode push(CounterId counter) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.putObject("push").put("counter", counter.value());
        return event;
    }

    static CounterId counter(JsonNode content) {
        return new CounterId(content.required("counter").asText());
    }

    static List<ConnectionId> connections(JsonNode content) {
        List<ConnectionId> connections = new ArrayList<>();
        content.required("connections").forEach(id -> connections.add(new ConnectionId(id.asText())));
        return connections;
    }

    private static void putConnections(ObjectNode content, List<ConnectionId> connections) {
        ArrayNode ids = content.putArray("connections");
        connections.forEach(connection -> ids.add(connection.value()));
    }
}
