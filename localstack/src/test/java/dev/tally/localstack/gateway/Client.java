package dev.tally.localstack.gateway;

import static org.awaitility.Awaitility.await;

import io.vertx.core.Future;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.ClientWebSocket;
import io.vertx.core.http.WebSocketConnectOptions;
import io.vertx.core.http.WebSocketFrame;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/** A client that records its messages. */
final class Client {

    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final ClientWebSocket socket;

    Client(ClientWebSocket socket) {
        this.socket = socket.textMessageHandler(messages::add);
    }

    /** Connects; fails if the handshake is rejected. */
    Future<Client> connect(WebSocketConnectOptions options) {
        return socket.connect(options).map(this);
    }

    ClientWebSocket socket() {
        return socket;
    }

    void send(String text) {
        LiveApi.join(socket.writeTextMessage(text));
    }

    /** Sends one message in frames of the given size. */
    void send(String text, int frameSize) {
        for (int start = 0; start < text.length(); start += frameSize) {
            int end = Math.min(text.length(), start + frameSize);
            String part = text.substring(start, end);
            boolean last = end == text.length();
            Future<Void> unused = socket.writeFrame(
                    start == 0
                            ? WebSocketFrame.textFrame(part, last)
                            : WebSocketFrame.continuationFrame(Buffer.buffer(part), last));
        }
    }

    /** Returns the messages as soon as there are at least {@code count}. */
    List<String> messages(int count) {
        await().pollDelay(Duration.ZERO).atMost(10, TimeUnit.SECONDS).until(() -> messages.size() >= count);
        return messages;
    }

    /** Returns the server's close code. */
    int closeCode() {
        await().pollDelay(Duration.ZERO).atMost(10, TimeUnit.SECONDS).until(socket::isClosed);
        return socket.closeStatusCode();
    }
}
