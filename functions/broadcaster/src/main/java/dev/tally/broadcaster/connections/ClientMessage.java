package dev.tally.broadcaster.connections;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.broadcaster.channel.ClientError;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.CounterId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.StreamSupport;

/** What a client asks for. */
public sealed interface ClientMessage {

    /** The largest message, in bytes. */
    int MAX_BYTES = 4096;

    JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    record Subscribe(Set<CounterId> counters) implements ClientMessage {}

    record Unsubscribe(Set<CounterId> counters) implements ClientMessage {}

    record Ping() implements ClientMessage {}

    /** Nothing that the server can do. */
    record Wrong(ClientError error) implements ClientMessage {}

    /** What an event of the WebSocket API brings. */
    static ClientMessage ofEvent(JsonNode event) {
        String body = event.path("body").asText();
        if (!event.path("isBase64Encoded").asBoolean()) {
            return parse(body);
        }
        try {
            return parse(new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException noBase64) {
            return wrong("not-json", "a message must be a text, and was declared as base64");
        }
    }

    static ClientMessage parse(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return wrong("too-large", "a message must be at most " + MAX_BYTES + " bytes");
        }
        try {
            return of(JSON.readTree(text));
        } catch (JsonProcessingException broken) {
            return wrong("not-json", "a message must be a JSON object such as {\"action\":\"ping\"}");
        }
    }

    /** A subscription to counters in the form of a query parameter: {@code a,b,c}. */
    static ClientMessage subscription(String ids) {
        return counters(Arrays.asList(ids.split(",", -1)), true);
    }

    private static ClientMessage of(JsonNode message) {
        if (!message.isObject()) {
            return wrong("not-json", "a message must be a JSON object such as {\"action\":\"ping\"}");
        }
        return switch (message.path("action").asText()) {
            case "subscribe" -> counters(message.path("counters"), true);
            case "unsubscribe" -> counters(message.path("counters"), false);
            case "ping" -> new Ping();
            default -> wrong("unknown-action", "action must be \"subscribe\", \"unsubscribe\" or \"ping\"");
        };
    }

    private static ClientMessage counters(JsonNode ids, boolean subscribe) {
        if (!ids.isArray() || !StreamSupport.stream(ids.spliterator(), false).allMatch(JsonNode::isTextual)) {
            return wrong("invalid-counters", "counters must be an array of counter ids, as in [\"a\",\"b\"]");
        }
        return counters(
                StreamSupport.stream(ids.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList(),
                subscribe);
    }

    private static ClientMessage counters(List<String> ids, boolean subscribe) {
        if (ids.isEmpty() || ids.size() > ConnectionStore.MAX_SUBSCRIPTIONS) {
            return wrong(
                    ids.isEmpty() ? "invalid-counters" : "too-many-subscriptions",
                    "counters must be 1 to " + ConnectionStore.MAX_SUBSCRIPTIONS + ", not " + ids.size());
        }
        Set<CounterId> counters = new LinkedHashSet<>();
        for (String id : ids) {
            try {
                counters.add(new CounterId(id));
            } catch (IllegalArgumentException invalid) {
                return wrong("invalid-counters", String.valueOf(invalid.getMessage()));
            }
        }
        return subscribe ? new Subscribe(counters) : new Unsubscribe(counters);
    }

    private static ClientMessage wrong(String code, String message) {
        return new Wrong(new ClientError(code, message));
    }
}
