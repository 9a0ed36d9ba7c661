package dev.tally.broadcaster.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.tally.broadcaster.Adapters;
import dev.tally.broadcaster.TestSettings;
import dev.tally.broadcaster.channel.ClientChannel.Delivery;
import dev.tally.counter.ConnectionId;
import dev.tally.runtime.metrics.FakeMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The tests of the real client of {@code @connections} on an API that answers each connection by its name. */
class ApiGatewayChannelTest {

    private static final Set<String> CREDENTIALS = Set.of("aws.accessKeyId", "aws.secretAccessKey");
    private static final Duration SHORT = Duration.ofMillis(200);
    private static final Duration LONG = Duration.ofSeconds(20);

    private final CountDownLatch end = new CountDownLatch(1);
    private HttpServer api;
    private ClientChannel channel;

    @BeforeEach
    void start() throws IOException {
        CREDENTIALS.forEach(name -> System.setProperty(name, "any"));
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.createContext("/", this::answer);
        api.setExecutor(task -> {
            Thread thread = new Thread(task);
            thread.setDaemon(true);
            thread.start();
        });
        api.start();
        URI endpoint = URI.create("http://127.0.0.1:" + api.getAddress().getPort() + "/live");
        channel = new Adapters().clientChannel(TestSettings.at(endpoint), new FakeMetrics());
    }

    @AfterEach
    void stop() {
        end.countDown();
        api.stop(0);
        CREDENTIALS.forEach(System::clearProperty);
    }

    @Test
    void send_asManyHangAsThereAreConnections_theNextIsDelivered() {
        List<CompletableFuture<Delivery>> hanging = IntStream.range(0, TestSettings.DEFAULT.concurrentPushes())
                .mapToObj(index -> send("hangs" + index, SHORT))
                .toList();
        // Less than the three seconds after which every call times out.
        assertThat(send("fine", LONG)).succeedsWithin(Duration.ofSeconds(2)).isEqualTo(Delivery.DELIVERED);
        assertThat(hanging).extracting(CompletableFuture::join).containsOnly(Delivery.TIMED_OUT);
    }

    @Test
    void send_answersOfEachKind_areReported() {
        assertThat(List.of(send("fine", LONG), send("gone", LONG), send("throttled", LONG), send("broken", LONG)))
                .extracting(CompletableFuture::join)
                .containsExactly(Delivery.DELIVERED, Delivery.GONE, Delivery.THROTTLED, Delivery.FAILED);
    }

    @Test
    void disconnect_answersOfEachKind_isTrueOnlyIfCertainlyClosed() {
        assertThat(List.of("fine", "gone", "throttled", "broken"))
                .extracting(id -> channel.disconnect(new ConnectionId(id), LONG).join())
                .containsExactly(true, true, false, false);
        assertThat(channel.disconnect(new ConnectionId("hangs"), SHORT).join()).isFalse();
    }

    @Test
    void isOpen_answersOfEachKind_throwsIfUnknown() {
        assertThat(List.of("fine", "gone", "unnamed"))
                .extracting(id -> channel.isOpen(new ConnectionId(id)))
                .containsExactly(true, false, false);
        assertThatThrownBy(() -> channel.isOpen(new ConnectionId("broken"))).isInstanceOf(CompletionException.class);
    }

    @Test
    void send_goneWithoutAnErrorName_isGone() {
        assertThat(send("unnamed", LONG).join()).isEqualTo(Delivery.GONE);
    }

    @Test
    void disconnect_goneWithoutAnErrorName_isTrue() {
        assertThat(channel.disconnect(new ConnectionId("unnamed"), LONG).join()).isTrue();
    }

    private CompletableFuture<Delivery> send(String connection, Duration timeout) {
        return channel.send(new ConnectionId(connection), Frame.PONG, timeout);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        String connection = path.substring(path.lastIndexOf('/') + 1);
        exchange.getRequestBody().readAllBytes();
        if (connection.startsWith("hangs")) {
            awaitEnd();
        }
        int status =
                switch (connection) {
                    case "fine" -> 200;
                    case "gone", "unnamed" -> 410;
                    case "throttled" -> 429;
                    default -> 500;
                };
        if (connection.equals("gone")) {
            exchange.getResponseHeaders().set("x-amzn-ErrorType", "GoneException");
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void awaitEnd() {
        try {
            end.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
