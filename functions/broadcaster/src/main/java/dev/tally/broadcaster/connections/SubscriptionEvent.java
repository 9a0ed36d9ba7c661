package dev.tally.broadcaster.connections;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.ConnectionId;
import java.util.Optional;

/**
 * The event that the function sends to itself to subscribe a new connection.
 *
 * @param counters as in {@code a,b,c}
 */
record SubscriptionEvent(ConnectionId connection, String counters) {

    private static final String TYPE = "subscription";

    ObjectNode toJson() {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.putObject(TYPE).put("connection", connection.value()).put("counters", counters);
        return event;
    }

    /** Returns the subscription that an event requests; empty for an event of the WebSocket API. */
    static Optional<SubscriptionEvent> of(JsonNode event) {
        return Optional.ofNullable(event.get(TYPE))
                .map(content -> new SubscriptionEvent(
                        new ConnectionId(content.required("connection").asText()),
                        content.required("counters").asText()));
    }
}
