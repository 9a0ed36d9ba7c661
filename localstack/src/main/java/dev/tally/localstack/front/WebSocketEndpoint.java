package dev.tally.localstack.front;

import dev.tally.localstack.gateway.ClientConnection;
import dev.tally.localstack.gateway.ClientSocket;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.InboundProcessingMode;
import io.quarkus.websockets.next.OnBinaryMessage;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.common.annotation.NonBlocking;
import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;

/** The stack's WebSockets on Quarkus' own HTTP server. */
@WebSocket(path = WebSocketEndpoint.PATH, inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class WebSocketEndpoint {

    public static final String PATH = "/ws";

    private static final int NO_CLOSE_FRAME = 1005;

    private final WebSocketUpgrade gateway;

    WebSocketEndpoint(WebSocketUpgrade gateway) {
        this.gateway = gateway;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection socket) {
        gateway.api().opened(connection(socket), new QuarkusSocket(socket));
    }

    @OnTextMessage
    @NonBlocking
    void text(String message, WebSocketConnection socket) {
        gateway.api().received(connection(socket), message);
    }

    @OnBinaryMessage
    @NonBlocking
    void binary(Buffer message, WebSocketConnection socket) {
        gateway.api().receivedBinary(connection(socket));
    }

    @OnError
    @NonBlocking
    void error(Throwable broken, WebSocketConnection socket) {
        gateway.api().failed(connection(socket), broken);
    }

    @OnClose
    @NonBlocking
    void close(WebSocketConnection socket, CloseReason reason) {
        // Quarkus gives this code to a socket that ended without a close frame; one without a status comes as 1000.
        boolean withoutAWord = reason.getCode() == NO_CLOSE_FRAME;
        gateway.api().closed(connection(socket), withoutAWord ? null : reason.getCode(), reason.getMessage());
    }

    private static ClientConnection connection(WebSocketConnection socket) {
        return WebSocketUpgrade.connection(socket);
    }

    private record QuarkusSocket(WebSocketConnection socket) implements ClientSocket {

        @Override
        public Future<Void> send(String text) {
            return Future.fromCompletionStage(socket.sendText(text).subscribeAsCompletionStage());
        }

        @Override
        public void close(int code, String reason) {
            var unused = socket.close(new CloseReason(code, reason)).subscribeAsCompletionStage();
        }
    }
}
