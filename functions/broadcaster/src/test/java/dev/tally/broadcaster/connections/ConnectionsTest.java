package dev.tally.broadcaster.connections;

import static dev.tally.counter.Fixtures.COUNTER;
import static dev.tally.counter.Fixtures.NOW;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tally.broadcaster.Broadcaster;
import dev.tally.broadcaster.TestSettings;
import dev.tally.broadcaster.channel.ClientChannel.Delivery;
import dev.tally.broadcaster.channel.FakeClientChannel;
import dev.tally.broadcaster.channel.FakeTouchQueue;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore.Subscription;
import dev.tally.counter.CounterId;
import dev.tally.counter.Fixtures;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Minutes;
import dev.tally.runtime.FixedTimeContext;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConnectionsTest {

    private static final JsonMapper JSON = new JsonMapper();

    /** The connection of the sample events. */
    private static final ConnectionId SAMPLE = new ConnectionId("L0SM9cOFvHcCIhw=");

    private final Broadcaster broadcaster = new Broadcaster(TestSettings.DEFAULT);

    @AfterEach
    void close() {
        broadcaster.close();
    }

    @Test
    void connect_thenSubscribe_sendsTheTotalsAtOnce() {
        publish("sample", 7);
        handle("connect");
        handle("subscribe");
        assertThat(frames()).hasSize(2);
        assertThat(frames()).anySatisfy(frame -> assertThat(frame).contains("\"counter\":\"sample\",\"count\":7"));
        assertThat(frames()).anySatisfy(frame -> assertThat(frame).contains("\"counter\":\"other\",\"count\":0"));
        assertThat(broadcaster.totals.find(new CounterId("sample")).touches()).isEqualTo(1);
    }

    @Test
    void subscribe_again_touchesNoCounter() {
        publish("sample", 7);
        handle("connect");
        handle("subscribe");
        handle("subscribe");
        assertThat(frames()).hasSize(4);
        assertThat(broadcaster.totals.find(new CounterId("sample")).touches()).isEqualTo(1);
    }

    @Test
    void subscribe_counterInPollMode_isAnsweredWithTheUrlAndMakesNoViewer() {
        CounterId polled = new CounterId("sample");
        publish("sample", 7);
        broadcaster.totals.setViewers(polled, 600_000, new LiveMode(0, NOW, 600_000, Duration.ofSeconds(3)));
        handle("connect");
        handle("subscribe");
        assertThat(frames())
                .contains("{\"type\":\"poll\",\"counter\":\"sample\",\"url\":\"/v1/counters/sample\","
                        + "\"everyMilliseconds\":3000}")
                .anySatisfy(frame -> assertThat(frame).contains("\"counter\":\"other\",\"count\":0"))
                .hasSize(2);
        assertThat(broadcaster.connections.viewers(polled, NOW)).isEmpty();
        assertThat(broadcaster.connections.viewers(new CounterId("other"), NOW)).containsExactly(SAMPLE);
        assertThat(broadcaster.totals.find(polled).touches()).isZero();
    }

    @Test
    void subscribe_viewerOfACounterInPollMode_staysAViewer() {
        CounterId polled = new CounterId("sample");
        publish("sample", 7);
        handle("connect");
        handle("subscribe");
        broadcaster.totals.setViewers(polled, 20_001, new LiveMode(0, NOW, 20_001));
        handle("subscribe");
        assertThat(broadcaster.connections.viewers(polled, NOW)).containsExactly(SAMPLE);
        assertThat(frames()).noneMatch(frame -> frame.contains("poll"));
    }

    @Test
    void subscribe_pushReturns_makesAViewer() {
        CounterId counter = new CounterId("sample");
        publish("sample", 7);
        broadcaster.totals.setViewers(counter, 16_000, new LiveMode(200, NOW, 16_000));
        handle("connect");
        handle("subscribe");
        assertThat(broadcaster.connections.viewers(counter, NOW)).containsExactly(SAMPLE);
    }

    @Test
    void connect_withCounters_isSubscribedOnceItIsOpen() {
        handle("connect-with-counters");
        assertThat(frames()).as("not open before the answer").isEmpty();
        assertThat(broadcaster.subscriptions.events).hasSize(1);
        handle(broadcaster.subscriptions.events.get(0));
        assertThat(frames()).hasSize(2);
        assertThat(broadcaster.connections.viewers(new CounterId("sample"), NOW))
                .containsExactly(SAMPLE);
    }

    @Test
    void connect_notOpenYet_isSubscribedByALaterInvocation() {
        broadcaster.channel.notOpen(SAMPLE);
        handle("connect-with-counters");
        handle(broadcaster.subscriptions.events.get(0));
        handle(broadcaster.subscriptions.events.get(1));
        assertThat(broadcaster.subscriptions.events).hasSize(3);
        broadcaster.channel.open(SAMPLE);
        handle(broadcaster.subscriptions.events.get(2));
        assertThat(frames()).hasSize(2);
    }

    /** Before, each of these connections held an invocation for 5 s. */
    @Test
    void connect_closedAtOnce_endsWithTheNextInvocation() {
        broadcaster.channel.notOpen(SAMPLE);
        handle("connect-with-counters");
        handle("disconnect");
        handle(broadcaster.subscriptions.events.get(0));
        assertThat(broadcaster.subscriptions.events).hasSize(1);
    }

    @Test
    void connect_notOpenAtAnyAttempt_failsForARetryOfLambda() {
        broadcaster.channel.notOpen(SAMPLE);
        handle("connect-with-counters");
        for (int attempt = 0; attempt < 11; attempt++) {
            handle(broadcaster.subscriptions.events.get(attempt));
        }
        assertThatThrownBy(() -> handle(broadcaster.subscriptions.events.get(11)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("is not open yet");
        assertThat(broadcaster.connections.has(SAMPLE)).isTrue();
    }

    @Test
    void connect_neverOpened_isRemoved() {
        broadcaster.channel.notOpen(SAMPLE);
        handle("connect-with-counters");
        ObjectNode late = broadcaster.subscriptions.events.get(0).deepCopy();
        ((ObjectNode) late.get("subscription"))
                .put("connectedAt", Instant.now().minusSeconds(31).toEpochMilli());
        handle(late);
        assertThat(broadcaster.connections.has(SAMPLE)).isFalse();
    }

    @Test
    void connect_withRepeatedCounters_isSubscribedToAll() {
        ObjectNode connect = (ObjectNode) event("connect-with-counters");
        connect.withArray("/multiValueQueryStringParameters/counters")
                .removeAll()
                .add("sample")
                .add("second,third");
        handle(connect);
        handle(broadcaster.subscriptions.events.get(0));
        for (String counter : List.of("sample", "second", "third")) {
            assertThat(broadcaster.connections.viewers(new CounterId(counter), NOW))
                    .containsExactly(SAMPLE);
        }
    }

    @Test
    void disconnect_viewer_isRemovedAndItsCounterTouched() {
        publish("sample", 7);
        handle("connect");
        handle("subscribe");
        handle("disconnect");
        assertThat(broadcaster.connections.viewers(new CounterId("sample"), NOW))
                .isEmpty();
        assertThat(scheduledTouches()).containsExactly(new CounterId("sample"));
    }

    @Test
    void unsubscribe_viewer_isRemovedAndItsCounterTouched() {
        publish("sample", 7);
        handle("connect");
        handle("subscribe");
        message("{\"action\":\"unsubscribe\",\"counters\":[\"sample\"]}");
        assertThat(broadcaster.connections.viewers(new CounterId("sample"), NOW))
                .isEmpty();
        assertThat(broadcaster.connections.viewers(new CounterId("other"), NOW)).containsExactly(SAMPLE);
        assertThat(scheduledTouches()).containsExactly(new CounterId("sample"));
    }

    @Test
    void unsubscribe_countersThatItIsNoViewerOf_touchesNone() {
        publish("sample", 7);
        handle("connect");
        handle("subscribe");
        message("{\"action\":\"unsubscribe\",\"counters\":[\"sample\",\"made-up-1\",\"made-up-2\"]}");
        message("{\"action\":\"unsubscribe\",\"counters\":[\"sample\"]}");
        assertThat(scheduledTouches()).containsExactly(new CounterId("sample"));
        assertThat(broadcaster.totals.find(new CounterId("made-up-1")).touches())
                .isZero();
    }

    @Test
    void scheduledTouch_received_touchesItsCounterAndSkipsAMalformedOne() {
        publish("sample", 7);
        ObjectNode event = JSON.createObjectNode();
        for (String body : List.of("no counter!", "sample")) {
            event.withArray("Records").addObject().put("eventSource", "aws:sqs").put("body", body);
        }
        assertThat(answer(event)).isEqualTo("{}");
        assertThat(broadcaster.totals.find(new CounterId("sample")).touches()).isEqualTo(1);
    }

    @Test
    void ping_isAnsweredByPong() {
        handle("connect");
        handle("ping");
        assertThat(frames()).containsExactly("{\"type\":\"pong\"}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '\0',
            textBlock =
                    """
            hello                                             | not-json
            [1]                                               | not-json
            ""                                                | not-json
            {}                                                | unknown-action
            {"action":5}                                      | unknown-action
            {"action":"ping"} {"action":"ping"}               | not-json
            {"action":"ping","action":"subscribe"}            | not-json
            {"action":"publish"}                              | unknown-action
            {"action":"subscribe"}                            | invalid-counters
            {"action":"subscribe","counters":"a"}             | invalid-counters
            {"action":"subscribe","counters":[]}              | invalid-counters
            {"action":"subscribe","counters":[1]}             | invalid-counters
            {"action":"subscribe","counters":["a","#b"]}      | invalid-counters
            {"action":"subscribe","counters":["posts"]}       | invalid-counters
            {"action":"unsubscribe","counters":["../etc"]}    | invalid-counters
            """)
    void message_invalid_isAnsweredByAnErrorAndTheConnectionStaysOpen(String text, String code) {
        handle("connect");
        message(text);
        assertThat(frames()).singleElement().asString().contains("\"type\":\"error\",\"code\":\"" + code + "\"");
        assertThat(broadcaster.channel.disconnected).isEmpty();
        handle("ping");
        assertThat(frames()).hasSize(2);
    }

    @Test
    void message_brokenBase64_isNotJson() {
        handle("connect");
        handle(((ObjectNode) event("ping")).put("body", "?").put("isBase64Encoded", true));
        assertThat(frames()).singleElement().asString().contains("not-json");
    }

    @Test
    void message_over4Kilobytes_isTooLarge() {
        handle("connect");
        message("{\"action\":\"ping\",\"padding\":\"" + "ä".repeat(2048) + "\"}");
        assertThat(frames()).singleElement().asString().contains("too-large");
    }

    @Test
    void subscribe_moreThan50_isRejectedAsAWhole() {
        handle("connect");
        message(subscribe(0, 51));
        message(subscribe(0, 40));
        broadcaster.nanos.addAndGet(Duration.ofSeconds(12).toNanos());
        message(subscribe(40, 51));
        assertThat(frames())
                .filteredOn(frame -> frame.contains("too-many-subscriptions"))
                .hasSize(2);
        assertThat(frames())
                .filteredOn(frame -> frame.contains("\"type\":\"total\""))
                .hasSize(40);
    }

    @Test
    void subscribe_unknownConnection_isDisconnectedToReconnect() {
        handle("subscribe");
        assertThat(broadcaster.channel.disconnected).containsExactly(SAMPLE);
    }

    @Test
    void subscribe_goneConnection_isRemoved() {
        handle("connect");
        broadcaster.channel.deliver(any -> FakeClientChannel.done(Delivery.GONE));
        handle("subscribe");
        assertThat(broadcaster.connections.viewers(new CounterId("sample"), NOW))
                .isEmpty();
    }

    @Test
    void subscribe_firstTotalNotDelivered_touchesTheCounterAllTheSame() {
        publish("sample", 7);
        handle("connect");
        broadcaster.channel.deliver(any -> FakeClientChannel.done(Delivery.FAILED));
        assertThatThrownBy(() -> handle("subscribe")).isInstanceOf(IllegalStateException.class);
        assertThat(broadcaster.connections.viewers(new CounterId("sample"), NOW))
                .containsExactly(SAMPLE);
        assertThat(broadcaster.totals.find(new CounterId("sample")).touches()).isEqualTo(1);
    }

    @Test
    void message_tooMany_areIgnoredWithOneErrorASecond() {
        publish("sample", 7);
        handle("connect");
        IntStream.range(0, 60).forEach(any -> handle("ping"));
        handle("subscribe");
        handle("subscribe");
        assertThat(frames()).hasSize(61).last().asString().contains("\"code\":\"too-many-actions\"");
        assertThat(broadcaster.connections.viewers(new CounterId("sample"), NOW))
                .isEmpty();
        broadcaster.nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        handle("ping");
        assertThat(frames()).last().isEqualTo("{\"type\":\"pong\"}");
        assertThat(broadcaster.channel.disconnected).isEmpty();
    }

    /** Before, 60 messages could name 3,000 counters. */
    @Test
    void message_manyCounters_countsOnceForEach() {
        handle("connect");
        message(subscribe(0, 40));
        message(subscribe(0, 40));
        assertThat(frames()).hasSize(41).last().asString().contains("\"code\":\"too-many-actions\"");
        message(subscribe(0, 20));
        assertThat(frames()).hasSize(61);
    }

    @Test
    void subscribe_neverClicked_createsNoTotal() {
        handle("connect");
        message(subscribe(0, 40));
        message("{\"action\":\"unsubscribe\",\"counters\":[\"" + COUNTER + "0\"]}");
        handle("disconnect");
        assertThat(broadcaster.totals.counters()).isEmpty();
    }

    @Test
    void connect_tooManyOfOneAddress_areRejected() {
        ObjectNode event = (ObjectNode) event("connect");
        IntStream.range(0, 200).forEach(connection -> handle(connection(event, "c" + connection)));
        assertThat(answer(connection(event, "rejected"))).isEqualTo("{\"statusCode\":429}");
        assertThat(broadcaster.connections.subscribe(
                        new ConnectionId("rejected"), Set.of(new CounterId("sample")), NOW))
                .isNotInstanceOf(Subscription.Subscribed.class);
        ((ObjectNode) event.at("/requestContext/identity")).put("sourceIp", "198.51.100.1");
        handle(connection(event, "of another address"));
    }

    @Test
    void handle_noWebSocketEvent_throwsTheReason() {
        ObjectNode event = JSON.createObjectNode();
        event.putObject("requestContext").put("connectionId", "a=");
        assertThatThrownBy(() -> handle(event))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("invoke connections with an event of a WebSocket API");
    }

    private void publish(String counter, long count) {
        broadcaster.totals.publish(Fixtures.total(new CounterId(counter), count, 1, Minutes.NONE, NOW, NOW));
    }

    /** Returns the counters with a touch that is due later. */
    private List<CounterId> scheduledTouches() {
        return broadcaster.touchQueue.touches.stream()
                .map(FakeTouchQueue.Touch::counter)
                .toList();
    }

    private List<String> frames() {
        return broadcaster.channel.frames(SAMPLE);
    }

    private static String subscribe(int from, int to) {
        String ids = IntStream.range(from, to)
                .mapToObj(index -> "\"" + COUNTER + index + "\"")
                .collect(Collectors.joining(","));
        return "{\"action\":\"subscribe\",\"counters\":[" + ids + "]}";
    }

    private void message(String body) {
        ObjectNode event = (ObjectNode) event("ping");
        handle(event.put("body", body));
    }

    private void handle(String event) {
        handle(event(event));
    }

    private void handle(JsonNode event) {
        assertThat(answer(event)).isEqualTo("{\"statusCode\":200}");
    }

    private String answer(JsonNode event) {
        return broadcaster
                .connectionsHandler
                .handle(event, new FixedTimeContext(5000))
                .toString();
    }

    private static ObjectNode connection(ObjectNode event, String id) {
        ((ObjectNode) event.at("/requestContext")).put("connectionId", id);
        return event;
    }

    private static JsonNode event(String name) {
        try {
            return JSON.readTree(Files.readString(Path.of("events", "connections-" + name + ".json")));
        } catch (IOException broken) {
            throw new IllegalStateException(broken);
        }
    }
}
