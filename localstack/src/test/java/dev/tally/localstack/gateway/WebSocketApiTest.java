package dev.tally.localstack.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.EventFixtures;
import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.lambda.InvocationResult;
import dev.tally.localstack.lambda.ThrottledException;
import dev.tally.localstack.spec.StackSpec;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * API Gateway's rules for a WebSocket API with a Lambda integration.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api-overview.html">
 *     Overview of WebSocket APIs</a>
 */
class WebSocketApiTest {

    private static final Instant NOW = Instant.parse("2020-03-12T19:03:58Z");
    private static final WebSocketLimits LIMITS =
            new WebSocketLimits(Duration.ofMinutes(10), Duration.ofHours(2), Duration.ofMillis(300));

    private LiveApi live = new LiveApi(LIMITS, InstantSource.fixed(NOW));
    private final FakeFunctions functions = live.functions();

    @AfterEach
    void close() {
        live.close();
    }

    @Test
    void connect_anyHandshake_isTheEventOfAws() {
        WebSocketConnectOptions options = new WebSocketConnectOptions()
                .setURI("/ws?counters=a,b&token=1&token=2%203")
                .addHeader("User-Agent", "agent")
                .addHeader("X-Amzn-Trace-Id", "Root=1-5e6722a7-cc56f3a0db7ae02d4da47e11")
                .addHeader("Origin", "http://localhost");
        LiveApi.join(live.tryConnect(options));

        assertThat(normalized(live.events("CONNECT", 1).get(0)))
                .isEqualTo(EventFixtures.event("websocket-connect.json"));
    }

    @Test
    void connect_withoutQuery_leavesTheParametersOut() {
        live.connect();

        assertThat(live.events("CONNECT", 1).get(0).fieldNames())
                .doesNotContain("queryStringParameters", "multiValueQueryStringParameters", "body");
    }

    @Test
    void connect_ids_haveTheFormOfAws() {
        for (int client = 0; client < 20; client++) {
            live.connect();
        }

        assertThat(live.events("CONNECT", 20))
                .extracting(WebSocketApiTest::connectionId)
                .doesNotHaveDuplicates()
                .allMatch(id -> id.matches("[A-Za-z0-9_-]{15}="));
    }

    @Test
    void connect_whileTheFunctionRuns_neitherUpgradesNorExists() {
        restart(new WebSocketLimits(Duration.ofMinutes(10), Duration.ofHours(2), Duration.ofSeconds(5)));
        CompletableFuture<InvocationResult> answer = new CompletableFuture<>();
        live.functions().nowDo(event -> answer);
        Future<Client> client = live.tryConnect(new WebSocketConnectOptions().setURI("/ws"));
        live.events("CONNECT", 1);

        assertThat(client.isComplete()).isFalse();
        assertThat(live.api().connections()).isZero();

        answer.complete(FakeFunctions.success("{\"statusCode\":200}"));
        LiveApi.join(client);
        await().until(() -> live.api().connections() == 1);
    }

    @ParameterizedTest
    @CsvSource({"401,Unauthorized", "403,Forbidden", "400,Bad Request", "500,Internal Server Error"})
    void connect_rejected_isTheFunctionsStatus(int status, String message) {
        functions.nowDo(event -> succeeding("{\"statusCode\":" + status + ",\"body\":\"why\"}"));

        assertRejected(status, message);
    }

    @Test
    void connect_functionError_isBadGateway() {
        functions.nowDo(event -> CompletableFuture.completedFuture(FakeFunctions.failure()));

        assertRejected(502, "Internal server error");
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "{}", "no JSON", "{\"statusCode\":\"often\"}"})
    void connect_malformedAnswer_isBadGateway(String returned) {
        functions.nowDo(event -> succeeding(returned));

        assertRejected(502, "Internal server error");
    }

    @Test
    void connect_throttled_isBadGateway() {
        functions.nowDo(event -> CompletableFuture.failedFuture(new ThrottledException("connections")));

        assertRejected(502, "Internal server error");
    }

    @Test
    void connect_noAnswerInTime_isGatewayTimeout() {
        functions.nowDo(event -> new CompletableFuture<>());

        assertRejected(504, "Endpoint request timed out");
    }

    @Test
    void message_anyText_isTheEventOfAws() {
        LiveApi.join(live.tryConnect(new WebSocketConnectOptions().setURI("/ws").addHeader("User-Agent", "agent")))
                .send("{\"action\":\"subscribe\",\"counters\":[\"gr\u00fcn\"]}");

        JsonObject event = live.events("MESSAGE", 1).get(0);
        assertThat(event.getJsonObject("requestContext").getString("messageId")).isNotEmpty();
        event.getJsonObject("requestContext").put("messageId", "ID");
        assertThat(normalized(event)).isEqualTo(EventFixtures.event("websocket-message.json"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"action\":\"ping\"}              | ping",
                "{\"a\":1,\"action\":\"subscribe\"} | subscribe",
                "{\"action\":\"other\"}             | $default",
                "{\"action\":\"$connect\"}          | $default",
                "{\"action\":\"$disconnect\"}       | $default",
                "{\"action\":[\"ping\"]}            | $default",
                "{\"action\":1}                     | $default",
                "{\"x\":{\"action\":\"ping\"}}      | $default",
                "[\"ping\"]                         | $default",
                "ping                               | $default",
                "{                                  | $default"
            })
    void message_any_usesTheRouteThatItNames(String message, String route) {
        live.connect().send(message);

        JsonObject event = live.events("MESSAGE", 1).get(0);
        assertThat(event.getJsonObject("requestContext").getString("routeKey")).isEqualTo(route);
        assertThat(event.getString("body")).isEqualTo(message);
    }

    @Test
    void message_empty_isOfTheDefaultRoute() {
        live.connect().send("");

        JsonObject event = live.events("MESSAGE", 1).get(0);
        assertThat(event.getJsonObject("requestContext").getString("routeKey")).isEqualTo("$default");
    }

    @Test
    void message_whileAnotherRuns_isInvokedAtOnce() {
        Client client = live.connect();
        functions.nowDo(event -> new CompletableFuture<>());
        client.send("{\"action\":\"subscribe\"}");
        client.send("{\"action\":\"ping\"}");

        assertThat(live.events("MESSAGE", 2)).hasSize(2);
    }

    @Test
    void message_succeeded_doesNotSendTheFunctionsAnswer() {
        Client client = live.connect();
        functions.nowDo(event -> succeeding("{\"statusCode\":200,\"body\":\"unsent\"}"));
        client.send("{\"action\":\"ping\"}");
        live.events("MESSAGE", 1);
        functions.nowDo(event -> CompletableFuture.completedFuture(FakeFunctions.failure()));
        client.send("{\"action\":\"ping\"}");

        assertThat(client.messages(1)).hasSize(1).allMatch(message -> message.contains("Internal server error"));
    }

    @Test
    void message_functionError_sendsTheClientAnError() {
        Client client = live.connect();
        functions.nowDo(event -> CompletableFuture.completedFuture(FakeFunctions.failure()));
        client.send("{\"action\":\"ping\"}");

        assertFaultSent(client, "Internal server error");
    }

    @Test
    void message_malformedAnswer_sendsTheClientAnError() {
        Client client = live.connect();
        functions.nowDo(event -> succeeding("{}"));
        client.send("{\"action\":\"ping\"}");

        assertFaultSent(client, "Internal server error");
    }

    @Test
    void message_throttled_sendsTheClientAnError() {
        Client client = live.connect();
        functions.nowDo(event -> CompletableFuture.failedFuture(new ThrottledException("connections")));
        client.send("{\"action\":\"ping\"}");

        assertFaultSent(client, "Internal server error");
    }

    @Test
    void message_noAnswerInTime_sendsTheClientAnError() {
        Client client = live.connect();
        functions.nowDo(event -> new CompletableFuture<>());
        client.send("{\"action\":\"ping\"}");

        assertFaultSent(client, "Endpoint request timed out");
    }

    @Test
    void message_of128KilobytesInFramesOf32_isAccepted() {
        live.connect().send("x".repeat(128 * 1024), 32 * 1024);

        assertThat(live.events("MESSAGE", 1).get(0).getString("body")).hasSize(128 * 1024);
    }

    @Test
    void message_above128Kilobytes_closesTheConnection() {
        Client client = live.connect();
        client.send("x".repeat(128 * 1024 + 1), 32 * 1024);

        assertThat(client.closeCode()).isEqualTo(1009);
        assertDisconnected(1009, "Message too big");
        assertThat(live.events("MESSAGE")).isEmpty();
    }

    @Test
    void message_inAFrameAbove32Kilobytes_closesTheConnection() {
        Client client = live.connect();
        client.send("x".repeat(32 * 1024 + 1));

        assertThat(client.closeCode()).isEqualTo(1009);
        assertDisconnected(1009, "Message too big");
        assertThat(live.events("MESSAGE")).isEmpty();
    }

    @Test
    void message_binary_closesTheConnection() {
        Client client = live.connect();
        LiveApi.join(client.socket().writeBinaryMessage(Buffer.buffer("{\"action\":\"ping\"}")));

        assertThat(client.closeCode()).isEqualTo(1003);
        assertDisconnected(1003, "Binary frames are not supported");
        assertThat(live.events("MESSAGE")).isEmpty();
    }

    @Test
    void disconnect_byTheClient_isTheEventOfAws() {
        Client client = LiveApi.join(
                live.tryConnect(new WebSocketConnectOptions().setURI("/ws").addHeader("User-Agent", "agent")));
        client.socket().close((short) 4000, "enough");

        assertThat(normalized(live.events("DISCONNECT", 1).get(0)))
                .isEqualTo(EventFixtures.event("websocket-disconnect.json"));
        assertThat(live.api().connections()).isZero();
    }

    @Test
    void disconnect_withoutAStatus_isNormal() {
        BareClient client = BareClient.connect(live.port());
        await().until(() -> live.api().connections() == 1);
        client.closeWithoutStatus();

        // AWS reports 1005, but Vert.x does not distinguish 1005 from 1000.
        assertDisconnected(1000, "");
    }

    @Test
    void disconnect_withoutACloseFrame_isAbnormal() {
        BareClient client = BareClient.connect(live.port());
        await().until(() -> live.api().connections() == 1);
        client.cut();

        assertDisconnected(1006, "Connection closed abnormally");
    }

    @Test
    void disconnect_functionError_changesNothing() {
        Client client = live.connect();
        functions.nowDo(event -> CompletableFuture.completedFuture(FakeFunctions.failure()));
        client.socket().close();

        assertThat(live.events("DISCONNECT", 1)).hasSize(1);
        assertThat(live.api().connections()).isZero();
    }

    @Test
    void idle_noMessage_closesTheConnection() {
        restart(new WebSocketLimits(Duration.ofMillis(300), Duration.ofHours(2), Duration.ofSeconds(5)));
        Client client = live.connect();

        assertThat(client.closeCode()).isEqualTo(1001);
        assertDisconnected(1001, "Going away");
    }

    @Test
    void idle_onlyPings_closesTheConnection() {
        restart(new WebSocketLimits(Duration.ofMillis(300), Duration.ofHours(2), Duration.ofSeconds(5)));
        Client client = live.connect();
        live.vertx().setPeriodic(50, tick -> client.socket().writePing(Buffer.buffer("p")));

        assertThat(client.closeCode()).isEqualTo(1001);
    }

    @Test
    void idle_messagesInEitherDirection_keepTheConnection() {
        restart(new WebSocketLimits(Duration.ofSeconds(1), Duration.ofHours(2), Duration.ofSeconds(5)));
        Client sends = live.connect();
        Client receives = live.connect();
        Client silent = live.connect();
        String receiver = connectionId(live.events("CONNECT", 3).get(1));
        live.vertx().setPeriodic(50, tick -> {
            Future<Void> unused = sends.socket().writeTextMessage("{}");
            live.api().post(Objects.requireNonNull(live.api().find(receiver)), Buffer.buffer("news"));
        });

        assertThat(silent.closeCode()).isEqualTo(1001);
        assertThat(sends.socket().isClosed()).isFalse();
        assertThat(receives.socket().isClosed()).isFalse();
    }

    @Test
    void duration_reached_closesEvenABusyConnection() {
        restart(new WebSocketLimits(Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(5)));
        Client client = live.connect();
        live.vertx().setPeriodic(50, tick -> {
            Future<Void> unused = client.socket().writeTextMessage("{}");
        });

        assertThat(client.closeCode()).isEqualTo(1001);
        assertDisconnected(1001, "Going away");
    }

    @Test
    void close_openConnections_goAwayWithoutDisconnect() {
        Client client = live.connect();
        live.api().close();

        assertThat(client.closeCode()).isEqualTo(1001);
        assertThat(live.api().connections()).isZero();
        assertThat(live.events("DISCONNECT")).isEmpty();
    }

    @Test
    void routeSelection_ofNoBodyField_isRejected() {
        StackSpec.WebSocketApi settings =
                new StackSpec.WebSocketApi("connections", "live", "$request.header.action", List.of());

        assertThatThrownBy(() -> new WebSocketApi(live.vertx(), functions, settings, LIMITS, InstantSource.system()))
                .hasMessageContaining("routeSelectionExpression");
    }

    private void restart(WebSocketLimits limits) {
        live.close();
        live = new LiveApi(limits, InstantSource.system());
    }

    private void assertRejected(int status, String message) {
        assertThatThrownBy(() -> live.connect())
                .isInstanceOf(CompletionException.class)
                .cause()
                .isInstanceOfSatisfying(UpgradeRejectedException.class, rejected -> {
                    assertThat(rejected.getStatus()).isEqualTo(status);
                    assertThat(rejected.getBody().toJsonObject().getString("message"))
                            .isEqualTo(message);
                });
        assertThat(live.api().connections()).isZero();
        assertThat(live.events("DISCONNECT")).isEmpty();
    }

    private void assertFaultSent(Client client, String message) {
        JsonObject context = live.events("MESSAGE", 1).get(0).getJsonObject("requestContext");
        assertThat(client.messages(1))
                .singleElement()
                .extracting(JsonObject::new)
                .isEqualTo(JsonObject.of(
                        "message",
                        message,
                        "connectionId",
                        context.getString("connectionId"),
                        "requestId",
                        context.getString("requestId")));
    }

    private void assertDisconnected(int code, String reason) {
        assertThat(live.events("DISCONNECT", 1)).singleElement().satisfies(event -> {
            assertThat(event.getJsonObject("requestContext").getInteger("disconnectStatusCode"))
                    .isEqualTo(code);
            assertThat(event.getJsonObject("requestContext").getString("disconnectReason"))
                    .isEqualTo(reason);
        });
        await().atMost(10, TimeUnit.SECONDS).until(() -> live.api().connections() == 0);
    }

    private static CompletionStage<InvocationResult> succeeding(String json) {
        return CompletableFuture.completedFuture(FakeFunctions.success(json));
    }

    private static String connectionId(JsonObject event) {
        return event.getJsonObject("requestContext").getString("connectionId");
    }

    /** Returns the event with placeholders for the values that differ from run to run. */
    private JsonObject normalized(JsonObject event) {
        JsonObject context = event.getJsonObject("requestContext");
        assertThat(context.getString("extendedRequestId")).isEqualTo(context.getString("requestId"));
        context.put("requestId", "ID").put("extendedRequestId", "ID").put("connectionId", "ID");
        return new JsonObject(event.encode()
                .replace(":" + live.port(), ":PORT")
                .replace("\"" + live.port() + "\"", "\"PORT\"")
                .replaceAll("[A-Za-z0-9+/]{22}==", "KEY"));
    }
}
