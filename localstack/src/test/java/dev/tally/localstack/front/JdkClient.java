package dev.tally.localstack.front;

import static org.awaitility.Awaitility.await;

import java.net.http.WebSocket;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client on the JDK's own WebSockets. */
public final class JdkClient implements WebSocket.Listener {

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final long demand;

    public JdkClient() {
        this(Long.MAX_VALUE);
    }

    /** @param demand how many frames it reads */
    public JdkClient(long demand) {
        this.demand = demand;
    }

    @Override
    public void onOpen(WebSocket socket) {
        if (demand > 0) {
            socket.request(demand);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket socket, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            messages.add(partial.toString());
            partial.setLength(0);
        }
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        closed.complete(code);
        return null;
    }

    /** The next message. */
    public String message() {
        try {
            return Objects.requireNonNull(messages.poll(10, TimeUnit.SECONDS), "no message came within 10 s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** The code that the server closed with. */
    public int closeCode() {
        await().atMost(10, TimeUnit.SECONDS).until(closed::isDone);
        return closed.join();
    }
}
