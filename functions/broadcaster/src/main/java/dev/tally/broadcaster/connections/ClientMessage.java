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

/** A message of a client. */
public sealed interface ClientMessage {

    /** The largest message, in bytes. */
    int MAX_BYTES = 4096;

    JsonMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Returns the counters that the message names. */
    default Set<CounterId> counters() {
        return Set.of();
    }

    record Subscribe(Set<CounterId> counters) implements ClientMessage {}

    record Unsubscribe(Set<CounterId> counters) implements ClientMessage {}

    record Ping() implements ClientMessage {}

    /** A message that the server cannot handle. */
    record Invalid(ClientError error) implements ClientMessage {}

    /** Returns the message in an event of the WebSocket API. */
    static ClientMessage ofEvent(JsonNode event) {
        String body = event.path("body").asText();
        if (!event.path("isBase64Encoded").asBoolean()) {
            return parse(body);
        }
        try {
            return parse(new String(Base64.getDecoder().decode(body), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException noBase64) {
            return invalid("not-json", "the message cannot be decoded as base64: send it as text");
        }
    }

    static ClientMessage parse(String text) {
        if (text.getBytes(StandardCharsets.UTF_8).length > MAX_BYTES) {
            return invalid("too-large", "the message is too large: send at most " + MAX_BYTES + " bytes");
        }
        try {
            return of(JSON.readTree(text));
        } catch (JsonProcessingException broken) {
            return invalid(
                    "not-json", "the message is not a valid JSON object: send one such as {\"action\":\"ping\"}");
        }
    }

    /** Returns the subscription of a query parameter such as {@code a,b,c}. */
    static ClientMessage subscription(String ids) {
        return counters(Arrays.asList(ids.split(",", -1)), true);
    }

    private static ClientMessage of(JsonNode message) {
        if (!message.isObject()) {
            return invalid(
                    "not-json", "the message is not a valid JSON object: send one such as {\"action\":\"ping\"}");
        }
        return switch (message.path("action").asText()) {
            case "subscribe" -> counters(message.path("counters"), true);
            case "unsubscribe" -> counters(message.path("counters"), false);
            case "ping" -> new Ping();
            default ->
                invalid("unknown-action", "the action is unknown: send \"subscribe\", \"unsubscribe\" or \"ping\"");
        };
    }

    private static ClientMessage counters(JsonNode ids, boolean subscribe) {
        if (!ids.isArray() || !StreamSupport.stream(ids.spliterator(), false).allMatch(JsonNode::isTextual)) {
            return invalid("invalid-counters", "counters is not an array of ids: send one such as [\"a\",\"b\"]");
        }
        return counters(
                StreamSupport.stream(ids.spliterator(), false)
                        .map(JsonNode::asText)
                        .toList(),
                subscribe);
    }

    private static ClientMessage counters(List<String> ids, boolean subscribe) {
        if (ids.isEmpty()) {
            return invalid(
                    "invalid-counters", "counters is empty: send 1 to " + ConnectionStore.MAX_SUBSCRIPTIONS + " ids");
        }
        if (ids.size() > ConnectionStore.MAX_SUBSCRIPTIONS) {
            return invalid(
                    "too-many-subscriptions",
                    "counters has " + ids.size() + " ids: send at most " + ConnectionStore.MAX_SUBSCRIPTIONS);
        }
        Set<CounterId> counters = new LinkedHashSet<>();
        for (String id : ids) {
            try {
                counters.add(new CounterId(id));
            } catch (IllegalArgumentException invalid) {
                return invalid("invalid-counters", String.valueOf(invalid.getMessage()));
            }
        }
        return subscribe ? new Subscribe(counters) : new Unsubscribe(counters);
    }

    private static ClientMessage invalid(String code, String message) {
        return new Invalid(new ClientError(code, message));
    }
}
