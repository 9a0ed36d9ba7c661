package dev.tally.broadcaster;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.broadcaster.channel.FakeTouchQueue.Touch;
import dev.tally.broadcaster.lambda.JsonHandler;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.Fixtures;
import dev.tally.counter.Minutes;
import dev.tally.counter.Published;
import dev.tally.runtime.FixedTimeContext;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Viewers that come and go without a click, from the connection to the screens of the others. */
class PresenceTest {

    private final Broadcaster broadcaster = new Broadcaster(TestSettings.DEFAULT);
    private Published pushed = Published.zero(COUNTER, Fixtures.EPOCH);

    @AfterEach
    void close() {
        broadcaster.close();
    }

    /** Before, each of them caused two pushes to all. */
    @Test
    void viewers_twentyComeAndGo_causeTwoPushesToAllAndTheLastIsRight() {
        List<ConnectionId> viewers = IntStream.range(0, 3)
                .mapToObj(index -> new ConnectionId("stays-" + index + "="))
                .toList();
        viewers.forEach(this::stay);
        broadcaster.totals.publish(Fixtures.total(COUNTER, 5, 1, Minutes.NONE, NOW, NOW));
        pushed = broadcaster.totals.find(COUNTER);
        for (int visitor = 0; visitor < 20; visitor++) {
            handle("CONNECT", visitor, "");
            handle("MESSAGE", visitor, "{\"action\":\"subscribe\",\"counters\":[\"" + COUNTER + "\"]}");
            fanOut();
            handle("DISCONNECT", visitor, "");
            fanOut();
        }
        assertThat(broadcaster.touchQueue.touches).hasSize(1);
        broadcaster.touchQueue.touches.forEach(this::deliver);
        fanOut();
        assertThat(viewers).allSatisfy(viewer -> assertThat(broadcaster.channel.frames(viewer))
                .hasSize(2)
                .last()
                .asString()
                .contains("\"viewers\":3"));
        assertThat(broadcaster.totals.find(COUNTER).viewers()).isEqualTo(3);
    }

    private void stay(ConnectionId viewer) {
        broadcaster.connections.open(viewer, NOW);
        broadcaster.connections.subscribe(viewer, Set.of(COUNTER), NOW);
    }

    private void handle(String type, int visitor, String body) {
        ObjectNode event = JsonNodeFactory.instance.objectNode().put("body", body);
        event.putObject("requestContext")
                .put("eventType", type)
                .put("connectionId", "visits-" + visitor + "=")
                .putObject("identity")
                .put("sourceIp", "192.0.2.1");
        connections(event);
    }

    private void deliver(Touch touch) {
        ObjectNode event = JsonNodeFactory.instance.objectNode();
        event.putArray("Records").addObject().put("body", touch.counter().value());
        connections(event);
    }

    private void connections(JsonNode event) {
        invoke(broadcaster.connectionsHandler, event);
    }

    /** Handles the change of the total since the last call, as the stream delivers it. */
    private void fanOut() {
        Published now = broadcaster.totals.find(COUNTER);
        invoke(broadcaster.fanOutHandler, StreamEvents.event(StreamEvents.total("1", pushed, now)));
        pushed = now;
    }

    private static void invoke(JsonHandler function, JsonNode event) {
        try {
            function.handleRequest(
                    new ByteArrayInputStream(event.toString().getBytes(StandardCharsets.UTF_8)),
                    new ByteArrayOutputStream(),
                    new FixedTimeContext(5000));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }
}
