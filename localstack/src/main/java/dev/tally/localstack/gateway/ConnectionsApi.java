package dev.tally.localstack.gateway;

import dev.tally.localstack.cloud.PortTakenException;
import dev.tally.localstack.lambda.Await;
import dev.tally.localstack.origin.WebPages;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.core.json.JsonObject;
import java.net.BindException;
import java.time.Instant;
import java.util.concurrent.atomic.LongAdder;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The {@code @connections} API of a WebSocket API, which functions call to reach its clients. Signatures are not
 * validated.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-how-to-call-websocket-api-connections.html">
 *     Use &#64;connections commands in your backend service</a>
 */
public final class ConnectionsApi implements AutoCloseable {

    /** The host of the API for functions on this machine. */
    public static final String LOOPBACK = "127.0.0.1";

    private static final Logger LOG = Logger.getLogger(ConnectionsApi.class);

    private final Vertx vertx;
    private final WebSocketApi clients;
    private final String prefix;
    private final String host;
    private final HttpServer server;
    private final LongAdder posted = new LongAdder();
    private volatile ConnectionsFault.Plan faults = ConnectionsFault.Plan.NONE;

    private ConnectionsApi(Vertx vertx, WebSocketApi clients, String host) {
        this.vertx = vertx;
        this.clients = clients;
        this.host = host;
        this.prefix = "/" + clients.stage() + "/@connections/";
        this.server = vertx.createHttpServer(new HttpServerOptions().setHandle100ContinueAutomatically(true))
                .requestHandler(this::handle);
    }

    /** Serves the API on {@link #LOOPBACK}. */
    public static ConnectionsApi serve(Vertx vertx, WebSocketApi clients, int port) {
        return serve(vertx, clients, LOOPBACK, port);
    }

    /**
     * Serves the API until closed.
     *
     * @param host an address of this machine that the functions can reach, such as {@link #LOOPBACK}
     * @param port 0 for any free port
     * @throws PortTakenException if the port is taken
     */
    public static ConnectionsApi serve(Vertx vertx, WebSocketApi clients, String host, int port) {
        ConnectionsApi api = new ConnectionsApi(vertx, clients, host);
        try {
            Await.on("the @connections API on port " + port, api.server.listen(port, host));
        } catch (IllegalStateException failed) {
            throw failed.getCause() instanceof BindException
                    ? new PortTakenException(port, "TALLY_CONNECTIONS_PORT", failed)
                    : failed;
        }
        return api;
    }

    /** Returns the URL before {@code /@connections}. */
    public String endpoint() {
        return "http://" + host + ":" + server.actualPort() + "/" + clients.stage();
    }

    /** Returns the number of messages accepted for clients since the start. */
    public long posted() {
        return posted.sum();
    }

    /** Sets the faults of all further requests, for tests. */
    public void setFaults(ConnectionsFault.Plan plan) {
        faults = plan;
    }

    @Override
    public void close() {
        Await.on("closing the @connections API", server.close());
    }

    static void end(HttpServerResponse response, Buffer body) {
        logFailure(response.end(body));
    }

    private void handle(HttpServerRequest request) {
        // Functions in containers call this API by other names than localhost.
        if (WebPages.reject(request)) {
            return;
        }
        String id = connectionId(request);
        ConnectionsFault fault = id == null ? ConnectionsFault.NONE : faults.next(id);
        if (id == null) {
            ConnectionsError.FORBIDDEN.send(request.response());
        } else if (!clients.quota().takeRequest()) {
            ConnectionsError.THROTTLED.send(request.response());
        } else if (fault.delay().isZero()) {
            handle(request, id, fault.kind());
        } else {
            request.pause();
            vertx.setTimer(Math.max(1, fault.delay().toMillis()), due -> {
                request.resume();
                handle(request, id, fault.kind());
            });
        }
    }

    /** Returns the connection id in the path, null if this API does not have the path. */
    private @Nullable String connectionId(HttpServerRequest request) {
        try {
            String path = RequestParts.path(request);
            return path.startsWith(prefix) ? path.substring(prefix.length()) : null;
        } catch (IllegalArgumentException badlyEncoded) {
            return null;
        }
    }

    private void handle(HttpServerRequest request, String id, ConnectionsFault.Kind fault) {
        switch (fault) {
            case NONE -> perform(request, id);
            case THROTTLED -> ConnectionsError.THROTTLED.send(request.response());
            case INTERNAL_ERROR -> ConnectionsError.INTERNAL.send(request.response());
            case DROPPED -> {
                Future<Void> unused = request.connection().close();
            }
        }
    }

    private void perform(HttpServerRequest request, String id) {
        if (request.method().equals(HttpMethod.POST)) {
            BodyReader.read(request, WebSocketApi.MAX_MESSAGE_BYTES)
                    .onSuccess(message -> post(id, message, request.response()))
                    .onFailure(failure -> reject(failure, request.response()));
            return;
        }
        ClientConnection connection = clients.find(id);
        if (connection == null) {
            ConnectionsError.GONE.send(request.response());
        } else if (request.method().equals(HttpMethod.GET)) {
            describe(connection, request.response());
        } else if (request.method().equals(HttpMethod.DELETE)) {
            logFailure(request.response().setStatusCode(204).end());
            clients.close(connection, CloseCode.NORMAL);
        } else {
            ConnectionsError.FORBIDDEN.send(request.response());
        }
    }

    /** Answers once the message is queued, like API Gateway, so that a slow client does not block the caller. */
    private void post(String id, Buffer message, HttpServerResponse response) {
        ClientConnection connection = clients.find(id);
        if (connection == null) {
            ConnectionsError.GONE.send(response);
        } else if (message.length() == 0) {
            ConnectionsError.EMPTY.send(response);
        } else if (!clients.post(connection, message)) {
            ConnectionsError.CLIENT_SLOW.send(response);
        } else {
            posted.increment();
            logFailure(response.end());
        }
    }

    private static void reject(Throwable failure, HttpServerResponse response) {
        if (failure instanceof BodyReader.TooLargeException) {
            ConnectionsError.TOO_LARGE.send(response);
        } else {
            LOG.debugf("connections.caller-gone reason=%s", failure);
        }
    }

    private static void logFailure(Future<Void> answer) {
        answer.onFailure(gone -> LOG.debugf("connections.caller-gone reason=%s", gone));
    }

    private static void describe(ClientConnection connection, HttpServerResponse response) {
        JsonObject identity = JsonObject.of("sourceIp", connection.sourceIp(), "userAgent", connection.userAgent());
        JsonObject body = new JsonObject()
                .put("connectedAt", connection.connectedAt().toString())
                .put("identity", identity)
                .put(
                        "lastActiveAt",
                        Instant.ofEpochMilli(connection.lastActiveAt()).toString());
        end(response.putHeader("content-type", "application/json"), body.toBuffer());
    }
}
