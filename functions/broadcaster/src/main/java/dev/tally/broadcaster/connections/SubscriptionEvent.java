package dev.tally.broadcaster.connections;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.counter.ConnectionId;
import java.time.Instant;
import java.util.Optional;

/**
 * The event that the function sends to itself to subscribe a new connection.
 *
 * @param counters as in {@code a,b,c}
 * @param connectedAt the time of its {@code $connect}
 * @param attempt the number of invocations before this one that found the connection not open yet
 */
record SubscriptionEvent(ConnectionId connection, String counters, Instant connectedAt, int attempt) {

    private static final String TYPE = "subscription";

    static SubscriptionEvent first(ConnectionId connection, String counters, Instant now) {
        return new SubscriptionEvent(connection, counters, now, 0);
    }

    SubscriptionEvent next() {
        return new SubscriptionEvent(connection, counters, connectedAt, attempt + 1);
    }

    ObjectNode toJson() {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.putObject(TYPE)
                .put("connection", connection.value())
                .put("counters", counters)
                .put("connectedAt", connectedAt.toEpochMilli())
                .put("attempt", attempt);
        return event;
    }

    /** Returns the subscription that an event requests; empty for an event of the WebSocket API. */
    static Optional<SubscriptionEvent> of(JsonNode event) {
        return Optional.ofNullable(event.get(TYPE))
                .map(content -> new SubscriptionEvent(
                        new ConnectionId(content.required("connection").asText()),
                        content.required("counters").asText(),
                        Instant.ofEpochMilli(content.required("connectedAt").asLong()),
                        content.required("attempt").asInt()));
    }
}
