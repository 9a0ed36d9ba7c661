package dev.tally.localstack.front;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.gateway.ConnectionsApi;
import dev.tally.localstack.gateway.HttpAccess;
import dev.tally.localstack.gateway.HttpApi;
import dev.tally.localstack.gateway.WebSocketApi;
import dev.tally.localstack.gateway.WebSocketLimits;
import dev.tally.localstack.spec.StackSpec;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The application's WebSockets, with a fake function and the JDK's client. */
@QuarkusTest
@TestProfile(WebSocketEndpointTest.FreePort.class)
class WebSocketEndpointTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final StackSpec.WebSocketApi SETTINGS =
            new StackSpec.WebSocketApi("connections", "live", "$request.body.action", List.of("ping"));

    private final Vertx vertx = Vertx.vertx();
    private final FakeFunctions functions = FakeFunctions.returning("{\"statusCode\":200}");
    private final WebSocketApi api =
            new WebSocketApi(vertx, functions, SETTINGS, WebSocketLimits.AWS, InstantSource.system());
    private final ConnectionsApi connections = ConnectionsApi.serve(vertx, api, 0);

    @TestHTTPResource("/ws")
    URI endpoint = URI.create("/ws");

    @Inject
    WebSocketUpgrade webSockets;

    @Inject
    HttpEndpoint http;

    @BeforeEach
    void open() {
        webSockets.open(api);
        FakeFunctions press = FakeFunctions.returning("{\"statusCode\":200,\"body\":\"pressed\"}");
        http.open(new HttpApi(
                vertx,
                press,
                new StackSpec.HttpApi("press", 1000, List.of(), new StackSpec.Cors(List.of(), List.of(), List.of(), 0)),
                HttpAccess.OPEN,
                InstantSource.system()));
    }

    @AfterEach
    void close() {
        api.close();
        connections.close();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void connect_granted_invokesTheFunctionWithTheHandshake() {
        connect(new JdkClient(), "?counters=a,b");

        JsonObject event = events("CONNECT", 1).get(0);
        assertThat(event.getJsonObject("queryStringParameters").getString("counters"))
                .isEqualTo("a,b");
        assertThat(event.getJsonObject("requestContext").getString("stage")).isEqualTo("live");
        await().until(() -> api.connections() == 1);
    }

    @Test
    void connect_rejected_hasTheFunctionsStatus() {
        functions.nowDo(event -> CompletableFuture.completedFuture(FakeFunctions.success("{\"statusCode\":403}")));

        assertThat(rejection()).isEqualTo(403);
        assertThat(api.connections()).isZero();
    }

    @Test
    void connect_functionError_isBadGateway() {
        functions.nowDo(event -> CompletableFuture.completedFuture(FakeFunctions.failure()));

        assertThat(rejection()).isEqualTo(502);
    }

    @Test
    void message_whileAnotherRuns_isInvokedAtOnce() {
        WebSocket socket = connect(new JdkClient(), "");
        functions.nowDo(event -> new CompletableFuture<>());
        socket.sendText("{\"action\":\"ping\"}", true).join();
        socket.sendText("{\"action\":\"none\"}", true).join();

        assertThat(events("MESSAGE", 2))
                .extracting(event -> event.getJsonObject("requestContext").getString("routeKey"))
                .containsExactly("ping", "$default");
    }

    @Test
    void message_functionError_isReportedToTheClient() {
        JdkClient client = new JdkClient();
        WebSocket socket = connect(client, "");
        functions.nowDo(event -> CompletableFuture.completedFuture(FakeFunctions.failure()));
        socket.sendText("{\"action\":\"ping\"}", true).join();

        assertThat(client.message()).contains("Internal server error");
    }

    @Test
    void message_inAFrameAbove32Kilobytes_endsTheConnection() {
        // The JDK's client cannot send such a large frame.
        ClientWebSocket client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxFrameSize(64 * 1024))
                .webSocket();
        CompletableFuture<Void> closed = new CompletableFuture<>();
        client.closeHandler(closed::complete);
        Future<Void> unused = client.connect(endpoint.getPort(), "localhost", "/ws")
                .compose(socket -> socket.writeTextMessage("x".repeat(32 * 1024 + 1)));

        assertThat(closed).succeedsWithin(10, TimeUnit.SECONDS);
        // Vert.x closes the socket before Quarkus can send the code. Either of the two can be reported first.
        assertThat(events("DISCONNECT", 1)
                        .get(0)
                        .getJsonObject("requestContext")
                        .getInteger("disconnectStatusCode"))
                .isIn(1006, 1009);
    }

    @Test
    void message_above128Kilobytes_endsTheConnection() {
        JdkClient client = new JdkClient();
        WebSocket socket = connect(client, "");
        CompletableFuture<WebSocket> sent = CompletableFuture.completedFuture(socket);
        for (int frame = 0; frame < 5; frame++) {
            boolean last = frame == 4;
            sent = sent.thenCompose(next -> next.sendText("x".repeat(32 * 1024), last));
        }

        assertThat(client.closeCode()).isEqualTo(1009);
        assertDisconnected(1009);
    }

    @Test
    void message_binary_endsTheConnection() {
        JdkClient client = new JdkClient();
        CompletableFuture<WebSocket> unused = connect(client, "").sendBinary(ByteBuffer.wrap(new byte[] {1}), true);

        assertThat(client.closeCode()).isEqualTo(1003);
        assertDisconnected(1003);
    }

    @Test
    void disconnect_byTheClient_carriesItsCodeAndReason() {
        connect(new JdkClient(), "").sendClose(4000, "enough").join();

        assertThat(assertDisconnected(4000).getString("disconnectReason")).isEqualTo("enough");
    }

    @Test
    void disconnect_withoutCloseFrame_isAbnormal() {
        connect(new JdkClient(), "").abort();

        assertDisconnected(1006);
    }

    @Test
    void post_openConnection_reachesItsClient() throws Exception {
        JdkClient client = new JdkClient();
        connect(client, "");
        await().until(() -> api.connections() == 1);

        assertThat(connections("POST", "gr\u00fcn").statusCode()).isEqualTo(200);
        assertThat(client.message()).isEqualTo("gr\u00fcn");
    }

    @Test
    void post_of128Kilobytes_reachesItsClient() throws Exception {
        JdkClient client = new JdkClient();
        connect(client, "");
        await().until(() -> api.connections() == 1);

        assertThat(connections("POST", "x".repeat(128 * 1024)).statusCode()).isEqualTo(200);
        assertThat(client.message()).hasSize(128 * 1024);
    }

    @Test
    void post_clientThatReadsNothing_doesNotDelayOthers() throws Exception {
        JdkClient silent = new JdkClient(0);
        connect(silent, "");
        await().until(() -> api.connections() == 1);
        HttpResponse<String> answer = connections("POST", "x".repeat(128 * 1024));
        for (int message = 0; message < 1000 && answer.statusCode() == 200; message++) {
            answer = connections("POST", "x".repeat(128 * 1024));
        }

        assertThat(answer.statusCode()).isEqualTo(429);
        JdkClient other = new JdkClient();
        connect(other, "");
        await().until(() -> api.connections() == 2);
        assertThat(connections("POST", "served").statusCode()).isEqualTo(200);
        assertThat(other.message()).isEqualTo("served");
    }

    @Test
    void delete_openConnection_closesIt() throws Exception {
        JdkClient client = new JdkClient();
        connect(client, "");
        await().until(() -> api.connections() == 1);

        assertThat(connections("DELETE", "").statusCode()).isEqualTo(204);
        assertThat(client.closeCode()).isEqualTo(1000);
        assertDisconnected(1000);
    }

    @Test
    void plainRequest_toTheEndpoint_requiresAnUpgrade() throws Exception {
        HttpResponse<String> response = CLIENT.send(
                HttpRequest.newBuilder(endpoint).version(Version.HTTP_1_1).build(), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(426);
        assertThat(response.headers().firstValue("upgrade")).hasValue("websocket");
    }

    @Test
    void plainRequest_toTheEndpointOverHttp2_isRejectedWithoutHeadersThatHttp2Forbids() throws Exception {
        HttpResponse<String> response = CLIENT.send(
                HttpRequest.newBuilder(endpoint).version(Version.HTTP_2).build(), BodyHandlers.ofString());

        assertThat(response.version()).isEqualTo(Version.HTTP_2);
        assertThat(response.statusCode()).isEqualTo(426);
        assertThat(response.headers().map()).doesNotContainKeys("upgrade", "connection");
    }

    @Test
    void plainRequest_elsewhere_goesToTheHttpApi() throws Exception {
        HttpResponse<String> response =
                CLIENT.send(HttpRequest.newBuilder(endpoint.resolve("/press")).build(), BodyHandlers.ofString());

        assertThat(response.body()).isEqualTo("pressed");
    }

    private WebSocket connect(JdkClient client, String query) {
        URI uri = URI.create("ws://localhost:" + endpoint.getPort() + "/ws" + query);
        return CLIENT.newWebSocketBuilder()
                .buildAsync(uri, client)
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private int rejection() {
        Throwable rejected = catchThrowable(() -> connect(new JdkClient(), "")).getCause();
        return ((WebSocketHandshakeException) Objects.requireNonNull(rejected))
                .getResponse()
                .statusCode();
    }

    /** Calls the {@code @connections} API for the client that connected last. */
    private HttpResponse<String> connections(String method, String body) throws Exception {
        List<JsonObject> connects = events("CONNECT", 1);
        String id = connects.get(connects.size() - 1)
                .getJsonObject("requestContext")
                .getString("connectionId");
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(connections.endpoint() + "/@connections/" + id))
                        .version(HttpClient.Version.HTTP_1_1)
                        .method(method, BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private JsonObject assertDisconnected(int code) {
        JsonObject context = events("DISCONNECT", 1).get(0).getJsonObject("requestContext");
        assertThat(context.getInteger("disconnectStatusCode")).isEqualTo(code);
        assertThat(api.connections()).isZero();
        return context;
    }

    /** Waits for a number of events of a type, and returns all of them. */
    private List<JsonObject> events(String type, int count) {
        await().atMost(10, TimeUnit.SECONDS).until(() -> events(type).size() >= count);
        return events(type);
    }

    private List<JsonObject> events(String type) {
        return functions.events().stream()
                .filter(event -> event.getJsonObject("requestContext")
                        .getString("eventType")
                        .equals(type))
                .toList();
    }

    /** A profile with a free port. */
    public static final class FreePort implements QuarkusTestProfile {

        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("quarkus.http.test-port", "0", "vertx.disableURIValidation", "true");
        }
    }
}
