package dev.tally.broadcaster.connections;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.broadcaster.Broadcaster;
import dev.tally.broadcaster.TestSettings;
import dev.tally.counter.AsyncApi;
import dev.tally.counter.ConnectionId;
import dev.tally.runtime.FixedTimeContext;
import dev.tally.runtime.fuzz.Fuzz;
import dev.tally.runtime.fuzz.Nasty;
import java.time.Duration;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The function handles any message of a client without a failure, and its frames match the contract. */
class ConnectionsFuzzTest {

    private static final ConnectionId CONNECTION = new ConnectionId("fuzz=");

    private final AsyncApi api = AsyncApi.load();
    private final Broadcaster broadcaster = new Broadcaster(TestSettings.DEFAULT);

    @AfterEach
    void close() {
        broadcaster.close();
    }

    @Test
    void message_any_isAnsweredByFramesOfTheContract() {
        handle(event("CONNECT"));
        Fuzz.check("websocket-message", messages(), message -> {
            broadcaster.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            handle(message);
            broadcaster.channel.frames(CONNECTION).forEach(api::assertFrame);
            broadcaster.channel.clear(CONNECTION);
        });
    }

    @Test
    void connect_any_isAnsweredByFramesOfTheContract() {
        Fuzz.check("websocket-connect", connects(), connect -> {
            broadcaster.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            handle(connect);
            broadcaster.subscriptions.events.forEach(this::handle);
            broadcaster.subscriptions.events.clear();
            broadcaster.channel.frames(CONNECTION).forEach(api::assertFrame);
            broadcaster.channel.clear(CONNECTION);
        });
    }

    private void handle(JsonNode event) {
        assertThat(broadcaster.connectionsHandler.handle(event, new FixedTimeContext(5000)))
                .hasToString("{\"statusCode\":200}");
    }

    private static Arbitrary<ObjectNode> messages() {
        Arbitrary<String> bodies = Nasty.near(
                "{\"action\":\"ping\"}",
                "{\"action\":\"subscribe\",\"counters\":[\"a\",\"b\"]}",
                "{\"action\":\"unsubscribe\",\"counters\":[\"a\"]}",
                "eyJhY3Rpb24iOiJwaW5nIn0=");
        return Combinators.combine(bodies, Arbitraries.of(false, false, true))
                .as((body, base64) -> event("MESSAGE").put("body", body).put("isBase64Encoded", base64));
    }

    private static Arbitrary<ObjectNode> connects() {
        return Nasty.near("a,b", "likes").map(counters -> {
            ObjectNode event = event("CONNECT");
            event.putObject("queryStringParameters").put("counters", counters);
            return event;
        });
    }

    private static ObjectNode event(String type) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        ObjectNode context = event.putObject("requestContext");
        context.put("eventType", type).put("connectionId", CONNECTION.value());
        context.putObject("identity").put("sourceIp", "192.0.2.1");
        return event;
    }
}
