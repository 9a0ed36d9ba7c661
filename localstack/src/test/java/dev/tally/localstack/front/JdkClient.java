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

/** A WebSocket client of the JDK. */
public final class JdkClient implements WebSocket.Listener {

    private final BlockingQueue<String> messages = new LinkedBlockingQueue<>();
    private final CompletableFuture<Integer> closed = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final long demand;

    public JdkClient() {
        this(Long.MAX_VALUE);
    }

    /** @param demand number of frames to read */
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

    /** Returns the next message, after at most 10 s. */
    public String message() {
        try {
            return Objects.requireNonNull(messages.poll(10, TimeUnit.SECONDS), "no message arrived within 10 s");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Returns the close code of the server. */
    public int closeCode() {
        await().atMost(10, TimeUnit.SECONDS).until(closed::isDone);
        return closed.join();
    }
}
