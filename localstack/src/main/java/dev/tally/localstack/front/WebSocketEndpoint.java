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

/** The stack's WebSocket API on Quarkus' HTTP server. */
@WebSocket(path = WebSocketEndpoint.PATH, inboundProcessingMode = InboundProcessingMode.CONCURRENT)
public class WebSocketEndpoint {

    public static final String PATH = "/ws";

    private static final int NO_CLOSE_FRAME = 1005;

    private final WebSocketUpgrade upgrade;

    WebSocketEndpoint(WebSocketUpgrade upgrade) {
        this.upgrade = upgrade;
    }

    @OnOpen
    @NonBlocking
    void open(WebSocketConnection socket) {
        upgrade.api().opened(connection(socket), new QuarkusSocket(socket));
    }

    @OnTextMessage
    @NonBlocking
    void text(String message, WebSocketConnection socket) {
        upgrade.api().received(connection(socket), message);
    }

    @OnBinaryMessage
    @NonBlocking
    void binary(Buffer message, WebSocketConnection socket) {
        upgrade.api().receivedBinary(connection(socket));
    }

    @OnError
    @NonBlocking
    void error(Throwable broken, WebSocketConnection socket) {
        upgrade.api().failed(connection(socket), broken);
    }

    @OnClose
    @NonBlocking
    void close(WebSocketConnection socket, CloseReason reason) {
        // Quarkus reports this code for a socket without a close frame, and 1000 for a frame without a status.
        boolean withoutFrame = reason.getCode() == NO_CLOSE_FRAME;
        upgrade.api().closed(connection(socket), withoutFrame ? null : reason.getCode(), reason.getMessage());
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
