package dev.tally.broadcaster;

import static dev.tally.counter.Fixtures.EPOCH;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.tally.counter.CounterId;
import dev.tally.counter.dynamodb.DynamoDbTotalStore;
import dev.tally.runtime.Concurrently;
import dev.tally.runtime.Deadline;
import dev.tally.runtime.http.KeptConnections;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;

class KeptConnectionsTest {

    private static final int BATCHES = 10;
    private static final int CALLS = 100;

    private final Set<Integer> connections = ConcurrentHashMap.newKeySet();
    private final AtomicInteger calls = new AtomicInteger();
    private final CyclicBarrier allAtOnce = new CyclicBarrier(CALLS);
    private final ExecutorService serverThreads = Executors.newCachedThreadPool();
    private final ExecutorService executor = Executors.newFixedThreadPool(CALLS);

    @AfterEach
    void stop() {
        executor.shutdownNow();
        serverThreads.shutdownNow();
    }

    /** With the JDK's 5 idle connections, these calls open some 450 connections. */
    @Test
    void batchesOfAHundredCallsAtOnce_openAHundredConnections() throws IOException {
        KeptConnections.allow();
        HttpServer server = serve();
        try (DynamoDbClient dynamoDb = client(server)) {
            DynamoDbTotalStore totals = new DynamoDbTotalStore(dynamoDb, "counters", EPOCH);
            Map<CounterId, CounterId> counters = IntStream.range(0, CALLS)
                    .mapToObj(index -> new CounterId("c" + index))
                    .collect(Collectors.toMap(Function.identity(), Function.identity()));
            for (int batch = 0; batch < BATCHES; batch++) {
                assertThat(new Concurrently(executor)
                                .failures(
                                        counters,
                                        totals::find,
                                        Deadline.after(Duration.ofSeconds(60), Clock.systemUTC()),
                                        (counter, reason) -> {}))
                        .isEmpty();
            }
        } finally {
            server.stop(0);
        }
        assertThat(calls).hasValue(BATCHES * CALLS);
        // A few connections may be closed by either side meanwhile.
        assertThat(connections).hasSizeBetween(CALLS, CALLS + CALLS / 5);
    }

    /** Serves an empty table that answers once the calls of a batch are all there. */
    private HttpServer serve() throws IOException {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CALLS);
        server.setExecutor(serverThreads);
        server.createContext("/", exchange -> {
            connections.add(exchange.getRemoteAddress().getPort());
            calls.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            await();
            byte[] body = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        return server;
    }

    private void await() throws IOException {
        try {
            allAtOnce.await(30, TimeUnit.SECONDS);
        } catch (Exception broken) {
            throw new IOException(broken);
        }
    }

    private static DynamoDbClient client(HttpServer server) {
        return DynamoDbClient.builder()
                .httpClientBuilder(UrlConnectionHttpClient.builder()
                        .socketTimeout(Duration.ofSeconds(60))
                        .connectionTimeout(Duration.ofSeconds(60)))
                .endpointOverride(
                        URI.create("http://127.0.0.1:" + server.getAddress().getPort()))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("a", "b")))
                .build();
    }
}
