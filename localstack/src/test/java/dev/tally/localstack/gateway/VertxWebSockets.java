package dev.tally.localstack.gateway;

import io.vertx.core.Context;
import io.vertx.core.Future;
import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;

/** A handler that serves a WebSocket API at {@code /ws}, and passes other requests to another handler. */
public final class VertxWebSockets implements Handler<HttpServerRequest> {

    private final WebSocketApi api;
    private final Handler<HttpServerRequest> rest;

    public VertxWebSockets(WebSocketApi api, Handler<HttpServerRequest> rest) {
        this.api = api;
        this.rest = rest;
    }

    /** Returns server options with API Gateway's limits. */
    public static HttpServerOptions options() {
        return new HttpServerOptions()
                .setMaxWebSocketFrameSize(WebSocketApi.MAX_FRAME_BYTES)
                .setMaxWebSocketMessageSize(WebSocketApi.MAX_MESSAGE_BYTES)
                .setPerFrameWebSocketCompressionSupported(false)
                .setPerMessageWebSocketCompressionSupported(false);
    }

    @Override
    public void handle(HttpServerRequest request) {
        if (!request.path().equals("/ws")) {
            rest.handle(request);
            return;
        }
        request.pause();
        Context requests = Vertx.currentContext();
        api.connect(request).onSuccess(admission -> requests.runOnContext(here -> answer(request, admission)));
    }

    private void answer(HttpServerRequest request, Admission admission) {
        if (admission.isGranted()) {
            request.toWebSocket().onSuccess(socket -> open(socket, admission.connection()));
        } else {
            request.response()
                    .setStatusCode(admission.status())
                    .putHeader("Content-Type", "application/json")
                    .end(admission.body());
        }
    }

    private void open(ServerWebSocket socket, ClientConnection connection) {
        socket.textMessageHandler(text -> api.received(connection, text));
        socket.binaryMessageHandler(bytes -> api.receivedBinary(connection));
        socket.exceptionHandler(broken -> api.failed(connection, broken));
        socket.closeHandler(closed -> api.closed(
                connection,
                socket.closeStatusCode() == null
                        ? null
                        : socket.closeStatusCode().intValue(),
                socket.closeReason()));
        api.opened(connection, new VertxSocket(socket));
    }

    private record VertxSocket(ServerWebSocket socket) implements ClientSocket {

        @Override
        public Future<Void> send(String text) {
            return socket.writeTextMessage(text);
        }

        @Override
        public void close(int code, String reason) {
            socket.close((short) code, reason);
        }
    }
}
