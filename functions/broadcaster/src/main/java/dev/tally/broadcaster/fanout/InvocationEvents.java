package dev.tally.broadcaster.fanout;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.broadcaster.channel.PublishedJson;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Published;
import dev.tally.counter.ViewerRange;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The events that {@code fanout} sends to itself. */
final class InvocationEvents {

    private InvocationEvents() {}

    static ObjectNode of(Slice slice) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        ObjectNode content = event.putObject("slice");
        put(content, slice.published());
        content.put("from", slice.range().from());
        content.put("to", slice.range().to());
        content.put("until", slice.until().toEpochMilli());
        return event;
    }

    static Slice slice(JsonNode content) {
        return new Slice(
                PublishedJson.read(content),
                new ViewerRange(
                        content.required("from").asInt(), content.required("to").asInt()),
                Instant.ofEpochMilli(content.required("until").asLong()));
    }

    static ObjectNode of(Unreached unreached) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        ObjectNode content = event.putObject("unreached");
        put(content, unreached.audience().published());
        content.put("slow", unreached.areSlow());
        ArrayNode ids = content.putArray("connections");
        unreached.audience().viewers().forEach(connection -> ids.add(connection.value()));
        return event;
    }

    static Unreached unreached(JsonNode content) {
        List<ConnectionId> connections = new ArrayList<>();
        content.required("connections").forEach(id -> connections.add(new ConnectionId(id.asText())));
        return new Unreached(
                new Audience(PublishedJson.read(content), connections),
                content.required("slow").asBoolean());
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

    private static void put(ObjectNode content, Published published) {
        PublishedJson.put(content, published);
        content.put("touches", published.touches());
    }
}
