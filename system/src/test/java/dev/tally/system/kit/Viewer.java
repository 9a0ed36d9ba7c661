package dev.tally.system.kit;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.counter.AsyncApi;
import io.vertx.core.Vertx;
import io.vertx.core.http.WebSocket;
import io.vertx.core.http.WebSocketClient;
import io.vertx.core.http.WebSocketClientOptions;
import io.vertx.core.http.WebSocketConnectOptions;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** An open screen that keeps the total with the highest version of each counter, and validates every frame. */
public final class Viewer implements AutoCloseable {

    private static final AsyncApi API = AsyncApi.load();
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

    private final Vertx vertx = Vertx.vertx();
    private final WebSocketClient client;
    private final List<JsonNode> frames = new CopyOnWriteArrayList<>();
    private final List<Throwable> wrong = new CopyOnWriteArrayList<>();
    private final Map<String, JsonNode> totals = new ConcurrentHashMap<>();
    private final WebSocket socket;

    private Viewer(URI endpoint, String query) {
        this.client = vertx.createWebSocketClient(new WebSocketClientOptions().setMaxConnections(1));
        this.socket = connect(endpoint, query);
    }

    private WebSocket connect(URI endpoint, String query) {
        try {
            return client.connect(new WebSocketConnectOptions()
                            .setHost(endpoint.getHost())
                            .setPort(endpoint.getPort())
                            .setURI(endpoint.getPath() + query))
                    .onSuccess(opened -> opened.textMessageHandler(this::received))
                    .toCompletionStage()
                    .toCompletableFuture()
                    .orTimeout(CONNECT_TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                    .join();
        } catch (CompletionException refused) {
            close();
            throw refused;
        }
    }

    /** Connects without a subscription. */
    public static Viewer connect(TestStack stack) {
        return new Viewer(stack.webSocketEndpoint(), "");
    }

    /** Connects with counters in the query. */
    public static Viewer connectTo(TestStack stack, String... counters) {
        return new Viewer(stack.webSocketEndpoint(), "?counters=" + String.join(",", counters));
    }

    public void subscribe(String... counters) {
        send("{\"action\":\"subscribe\",\"counters\":[\"" + String.join("\",\"", counters) + "\"]}");
    }

    public void send(String message) {
        socket.writeTextMessage(message)
                .toCompletionStage()
                .toCompletableFuture()
                .join();
    }

    /** Returns the count of a counter, null before its first total. */
    @Nullable
    public Long count(String counter) {
        JsonNode total = totals.get(counter);
        return total == null ? null : total.get("count").asLong();
    }

    /** Returns the number of viewers of a counter, 0 before its first total. */
    public int viewers(String counter) {
        JsonNode total = totals.get(counter);
        return total == null ? 0 : total.get("viewers").asInt();
    }

    /** Returns the total with the highest version, the last one of equal versions; null before the first. */
    @Nullable
    public JsonNode total(String counter) {
        return totals.get(counter);
    }

    /** Returns all frames of a type, in the order of their arrival. */
    public List<JsonNode> frames(String type) {
        return frames.stream()
                .filter(frame -> frame.get("type").asText().equals(type))
                .toList();
    }

    /** Returns the faults of invalid frames, which a test expects to be none. */
    public List<Throwable> wrong() {
        return wrong;
    }

    public boolean isClosed() {
        return socket.isClosed();
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void received(String text) {
        try {
            JsonNode frame = API.assertFrame(text);
            frames.add(frame);
            if (frame.get("type").asText().equals("total")) {
                totals.merge(frame.get("counter").asText(), frame, Viewer::newer);
            }
        } catch (AssertionError undescribed) {
            wrong.add(undescribed);
        }
    }

    private static JsonNode newer(JsonNode old, JsonNode late) {
        return late.get("version").asLong() >= old.get("version").asLong() ? late : old;
    }
}
