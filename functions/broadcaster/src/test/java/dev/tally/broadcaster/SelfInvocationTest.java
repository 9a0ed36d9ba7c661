package dev.tally.broadcaster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.sun.net.httpserver.HttpServer;
import dev.tally.broadcaster.lambda.SelfInvocation;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SelfInvocationTest {

    private static final int INVOCATIONS = 110;

    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch arrived = new CountDownLatch(INVOCATIONS);
    private Map<String, String> properties = Map.of();
    private HttpServer lambda;

    @BeforeEach
    void start() throws IOException {
        lambda = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), INVOCATIONS);
        lambda.setExecutor(threads);
        lambda.createContext("/", exchange -> {
            exchange.getRequestBody().readAllBytes();
            arrived.countDown();
            awaitAll();
            byte[] answer = "{}".getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        lambda.start();
        properties = Map.of(
                "aws.endpointUrlLambda",
                        "http://127.0.0.1:" + lambda.getAddress().getPort(),
                "aws.accessKeyId", "any",
                "aws.secretAccessKey", "any");
        properties.forEach(System::setProperty);
    }

    @AfterEach
    void stop() {
        properties.keySet().forEach(System::clearProperty);
        lambda.stop(0);
        threads.shutdownNow();
    }

    /** With the SDK's 50 connections, those above 50 fail after ten seconds. */
    @Test
    void call_moreThanAHundredLongInvocations_allBeginAtOnce() {
        SelfInvocation self = new Adapters().selfInvocation(TestSettings.DEFAULT);
        CompletableFuture<?>[] calls = IntStream.range(0, INVOCATIONS)
                .mapToObj(index -> self.call(JsonNodeFactory.instance.objectNode()))
                .toArray(CompletableFuture<?>[]::new);
        assertThat(CompletableFuture.allOf(calls)).succeedsWithin(Duration.ofSeconds(60));
    }

    private void awaitAll() throws IOException {
        try {
            if (!arrived.await(30, TimeUnit.SECONDS)) {
                throw new IOException("the other invocations did not begin");
            }
        } catch (InterruptedException stopped) {
            throw new IOException(stopped);
        }
    }
}
