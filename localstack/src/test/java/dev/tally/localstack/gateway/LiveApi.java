package dev.tally.localstack.gateway;

import static org.awaitility.Awaitility.await;

import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.spec.StackSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.json.JsonObject;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A WebSocket API on free ports with a fake function, and clients for it. */
final class LiveApi implements AutoCloseable {

    static final StackSpec.WebSocketApi SETTINGS = new StackSpec.WebSocketApi(
            "connections", "live", "$request.body.action", List.of("subscribe", "unsubscribe", "ping"));

    private final Vertx vertx = Vertx.vertx();
    // Allows larger frames than the server, to test the server's limits.
    private final WebSocketClient clients = vertx.createWebSocketClient(new WebSocketClientOptions()
            .setMaxFrameSize(1024 * 1024)
            .setMaxMessageSize(1024 * 1024)
            .setMaxConnections(5000));
    private final FakeFunctions functions = FakeFunctions.returning("{\"statusCode\":200}");
    private final WebSocketApi api;
    private final ConnectionsApi connections;
    private final HttpServer server;

    LiveApi(WebSocketLimits limits, InstantSource clock) {
        this(limits, clock, RequestQuota.NONE);
    }

    LiveApi(WebSocketLimits limits, InstantSource clock, RequestQuota quota) {
        api = new WebSocketApi(vertx, functions, SETTINGS, limits, clock, quota);
        connections = ConnectionsApi.serve(vertx, api, 0);
        server = join(vertx.createHttpServer(VertxWebSockets.options())
                .requestHandler(new VertxWebSockets(
                        api, other -> other.response().setStatusCode(404).end()))
                .listen(0, "127.0.0.1"));
    }

    FakeFunctions functions() {
        return functions;
    }

    WebSocketApi api() {
        return api;
    }

    ConnectionsApi connections() {
        return connections;
    }

    Vertx vertx() {
        return vertx;
    }

    int port() {
        return server.actualPort();
    }

    Client connect() {
        return connect("/ws");
    }

    Client connect(String uri) {
        return join(tryConnect(new WebSocketConnectOptions().setURI(uri)));
    }

    /** Connects a client; fails if the handshake is rejected. */
    Future<Client> tryConnect(WebSocketConnectOptions options) {
        return new Client(clients.webSocket())
                .connect(options.setHost("localhost").setPort(server.actualPort()));
    }

    /** Returns the events of a type as soon as there are at least {@code count}. */
    List<JsonObject> events(String type, int count) {
        await().pollDelay(Duration.ZERO)
                .atMost(10, TimeUnit.SECONDS)
                .until(() -> events(type).size() >= count);
        return events(type);
    }

    List<JsonObject> events(String type) {
        return functions.events().stream()
                .filter(event -> event.getJsonObject("requestContext")
                        .getString("eventType")
                        .equals(type))
                .toList();
    }

    static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    @Override
    public void close() {
        api.close();
        connections.close();
        join(vertx.close());
    }
}
