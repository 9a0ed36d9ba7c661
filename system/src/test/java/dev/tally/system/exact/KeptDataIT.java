package dev.tally.system.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.system.kit.LoadGenerator;
import dev.tally.system.kit.StackProcess;
import io.vertx.core.json.JsonObject;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A stack with a folder for its data that is killed under load and started again. */
@Tag("slow")
class KeptDataIT {

    private static final Duration DRAIN = Duration.ofSeconds(90);
    private static final int KILLS = 5;
    private static final int PER_SECOND = 200;
    private static final Duration PRESSES = Duration.ofSeconds(5);
    private static final long KILL_AFTER_MILLIS = 3_000;

    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void kill_underLoad_keepsEveryAcceptedClick() throws Exception {
        long accepted = 0;
        long asked = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            try (Running stack = start()) {
                long before = accepted;
                stack.awaitCount(before);
                CompletableFuture<Void> killing = CompletableFuture.runAsync(
                        stack::kill, CompletableFuture.delayedExecutor(KILL_AFTER_MILLIS, TimeUnit.MILLISECONDS));
                LoadGenerator.Result result = stack.press();
                killing.join();
                accepted += result.accepted();
                asked += result.asked();
            }
        }
        try (Running stack = start()) {
            stack.awaitCount(accepted);
            long lower = accepted;
            long upper = asked;
            await().during(Duration.ofSeconds(2)).atMost(DRAIN).until(() -> stack.count() >= lower);

            assertThat(stack.count()).isBetween(lower, upper);
            System.out.printf(
                    "kept data: kills=%d asked=%d accepted=%d counted=%d%n", KILLS, upper, lower, stack.count());
            long counted = stack.count();
            LoadGenerator.Result more = stack.press();
            stack.awaitCount(counted + more.accepted());
            assertThat(more.accepted()).isPositive();
            assertThat(stack.count())
                    .as("the number goes on")
                    .isBetween(counted + more.accepted(), counted + more.asked());
        }
    }

    private Running start() throws Exception {
        Map<String, String> settings = new HashMap<>(StackProcess.freePorts());
        settings.put("TALLY_DATA", directory.resolve("data").toString());
        settings.put("TALLY_WRITES_PER_SECOND", "0");
        Process process = StackProcess.startReady(settings, Files.createTempDirectory(directory, "run"));
        return new Running(process, URI.create("http://127.0.0.1:" + settings.get("TALLY_HTTP_PORT")));
    }

    /** A started stack. Closing kills it. */
    private final class Running implements AutoCloseable {

        private final Process process;
        private final URI endpoint;

        Running(Process process, URI endpoint) {
            this.process = process;
            this.endpoint = endpoint;
        }

        LoadGenerator.Result press() {
            try (LoadGenerator load = new LoadGenerator(endpoint)) {
                return load.press("kept", PER_SECOND, PRESSES);
            }
        }

        void awaitCount(long least) {
            await().atMost(DRAIN).until(() -> count() >= least);
        }

        long count() throws Exception {
            HttpRequest read =
                    HttpRequest.newBuilder(endpoint.resolve("/v1/kept/counter")).build();
            return new JsonObject(http.send(read, BodyHandlers.ofString()).body()).getLong("count");
        }

        void kill() {
            try {
                StackProcess.kill(process);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void close() {
            kill();
        }
    }
}
