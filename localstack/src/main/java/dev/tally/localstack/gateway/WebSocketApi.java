package dev.tally.localstack.gateway;

import dev.tally.localstack.lambda.Functions;
import dev.tally.localstack.lambda.InvocationResult;
import dev.tally.localstack.spec.StackSpec;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket API of API Gateway. Every route invokes the same function. The server that accepts the sockets reports
 * their events, from any thread.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-websocket-api.html">API Gateway
 *     WebSocket APIs</a>
 */
public final class WebSocketApi implements AutoCloseable {

    // https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-execution-service-websocket-limits-table.html
    /** The largest frame; a larger one closes the connection with code 1009. */
    public static final int MAX_FRAME_BYTES = 32 * 1024;

    /** The largest message, in any number of frames; a larger one closes the connection with code 1009. */
    public static final int MAX_MESSAGE_BYTES = 128 * 1024;

    private static final Logger LOG = Logger.getLogger(WebSocketApi.class);

    private final String stage;
    private final WebSocketRoutes routes;
    private final Integration integration;
    private final ConnectionTimes times;
    private final InstantSource clock;
    private final RequestQuota quota;
    private final Map<String, ClientConnection> connections = new ConcurrentHashMap<>();

    /** @throws IllegalArgumentException if the route selection expression is not supported */
    public WebSocketApi(
            Vertx vertx,
            Functions functions,
            StackSpec.WebSocketApi settings,
            WebSocketLimits limits,
            InstantSource clock) {
        this(vertx, functions, settings, limits, clock, RequestQuota.NONE);
    }

    /** @throws IllegalArgumentException if the route selection expression is not supported */
    public WebSocketApi(
            Vertx vertx,
            Functions functions,
            StackSpec.WebSocketApi settings,
            WebSocketLimits limits,
            InstantSource clock,
            RequestQuota quota) {
        this.quota = quota;
        this.stage = settings.stage();
        this.routes = new WebSocketRoutes(settings.routeSelectionExpression(), settings.routes());
        this.integration = new Integration(
                vertx, functions, settings.function(), limits.integration().toMillis());
        this.times = new ConnectionTimes(vertx, limits, clock);
        this.clock = clock;
    }

    /**
     * Invokes {@code $connect}, which decides whether to admit a client. The connection does not exist until its socket
     * is {@link #opened}.
     *
     * @param request the handshake, paused
     */
    public Future<Admission> connect(HttpServerRequest request) {
        ClientConnection connection = new ClientConnection(request, clock.instant());
        WebSocketEvent event = WebSocketEvent.connect(stage, connection, request, connection.connectedAt());
        if (!quota.takeConnect()) {
            return Future.succeededFuture(rejection(connection, event, WebSocketFault.TOO_MANY_REQUESTS));
        }
        return integration
                .invoke(event.toBuffer())
                .map(WebSocketApi::statusOf)
                .map(status -> admission(connection, event, status))
                .otherwise(failure -> rejection(connection, event, failure));
    }

    /** Adds the connection of an admitted client, now that its socket is open. */
    public void opened(ClientConnection connection, ClientSocket socket) {
        connection.attach(socket);
        times.watch(connection, () -> close(connection, CloseCode.GOING_AWAY));
        connections.put(connection.id(), connection);
    }

    /** Handles a message. Messages of one client are handled concurrently, as on AWS. */
    public void received(ClientConnection connection, String text) {
        if (text.length() > MAX_MESSAGE_BYTES || text.getBytes(StandardCharsets.UTF_8).length > MAX_MESSAGE_BYTES) {
            close(connection, CloseCode.TOO_BIG);
            return;
        }
        connection.active(clock.millis());
        WebSocketEvent event = WebSocketEvent.message(stage, connection, routes.of(text), text, clock.instant());
        if (!quota.takeRequest()) {
            send(connection, WebSocketFault.TOO_MANY_REQUESTS.body(connection, event.requestId()));
            return;
        }
        Future<Integer> unused = integration
                .invoke(event.toBuffer())
                .map(WebSocketApi::statusOf)
                .onFailure(failure -> sendFault(connection, event, failure));
    }

    /**
     * Handles a binary message, which closes the connection.
     *
     * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/websocket-api-develop-binary-media-types.html">
     *     Binary media types for WebSocket APIs</a>
     */
    public void receivedBinary(ClientConnection connection) {
        close(connection, CloseCode.UNSUPPORTED);
    }

    /** Handles a broken socket, for example after a frame or a message that is too large. */
    public void failed(ClientConnection connection, Throwable broken) {
        LOG.debugf("websocket.failed connection=%s reason=%s", connection.id(), broken);
        close(connection, CloseCode.of(broken));
    }

    /**
     * Handles a closed socket.
     *
     * @param code the client's close code, null if the client sent none
     */
    public void closed(ClientConnection connection, @Nullable Integer code, @Nullable String reason) {
        if (code == null) {
            close(connection, CloseCode.ABNORMAL);
        } else {
            boolean unused = remove(connection, code, reason == null ? "" : reason);
        }
    }

    /** Returns the number of connected clients. */
    public int connections() {
        return connections.size();
    }

    /** Closes every socket, without {@code $disconnect}. */
    @Override
    public void close() {
        connections.forEach((id, connection) -> {
            // Removed before its socket is closed, because the close would invoke the function.
            if (connections.remove(id, connection)) {
                times.forget(connection);
                connection.close(CloseCode.GOING_AWAY);
            }
        });
    }

    RequestQuota quota() {
        return quota;
    }

    String stage() {
        return stage;
    }

    /** Returns an open connection, null if no connection has the id. */
    @Nullable
    ClientConnection find(String id) {
        return connections.get(id);
    }

    /** Sends a message to a client. Returns false if the client's queue is full. */
    boolean post(ClientConnection connection, Buffer message) {
        connection.active(clock.millis());
        return connection.send(message.toString(StandardCharsets.UTF_8), message.length());
    }

    /** Closes a connection from the server's side. */
    void close(ClientConnection connection, CloseCode why) {
        if (remove(connection, why.code(), why.reason()) && why != CloseCode.ABNORMAL) {
            connection.close(why);
        }
    }

    /** Invokes {@code $disconnect} once, best effort as on AWS. Returns false if the connection was removed before. */
    private boolean remove(ClientConnection connection, int code, String reason) {
        if (!connections.remove(connection.id(), connection)) {
            return false;
        }
        times.forget(connection);
        WebSocketEvent event = WebSocketEvent.disconnect(stage, connection, code, reason, clock.instant());
        Future<InvocationResult> unused = integration
                .invoke(event.toBuffer())
                .onFailure(failure -> LOG.warnf("websocket.disconnect-lost reason=%s", failure));
        return true;
    }

    private static Admission admission(ClientConnection connection, WebSocketEvent event, int status) {
        return status / 100 == 2
                ? Admission.granted(connection)
                : Admission.rejected(status, WebSocketFault.body(reason(status), connection, event.requestId()));
    }

    private static String reason(int status) {
        return HttpResponseStatus.valueOf(status).reasonPhrase();
    }

    private static Admission rejection(ClientConnection connection, WebSocketEvent event, Throwable failure) {
        LOG.warnf("websocket.connect-failed requestId=%s reason=%s", event.requestId(), failure);
        return rejection(connection, event, WebSocketFault.of(failure));
    }

    private static Admission rejection(ClientConnection connection, WebSocketEvent event, WebSocketFault fault) {
        return Admission.rejected(fault.status(), fault.body(connection, event.requestId()));
    }

    private static void sendFault(ClientConnection connection, WebSocketEvent event, Throwable failure) {
        LOG.warnf("websocket.message-failed requestId=%s reason=%s", event.requestId(), failure);
        send(connection, WebSocketFault.of(failure).body(connection, event.requestId()));
    }

    private static void send(ClientConnection connection, Buffer fault) {
        if (!connection.send(fault.toString(), fault.length())) {
            LOG.debugf("websocket.client-slow connection=%s", connection.id());
        }
    }

    private static int statusOf(InvocationResult result) {
        if (result.functionError() != null) {
            throw new IllegalStateException("the function failed: " + result.payload());
        }
        return FunctionAnswer.statusOf(result.payload());
    }
}
