package dev.tally.system.bench;

import static org.awaitility.Awaitility.await;

import dev.tally.system.kit.LoadGenerator;
import dev.tally.system.kit.StackProcess;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/** The stack as {@code make run} starts it, without limits for one client, and its load generator. */
final class RunningStack implements AutoCloseable {

    private static final Duration DRAIN = Duration.ofMinutes(5);

    private final HttpClient http = HttpClient.newHttpClient();
    private final Process process;
    private final URI endpoint;
    private final LoadGenerator load;

    RunningStack(Path directory) throws IOException {
        Map<String, String> settings = new HashMap<>(StackProcess.freePorts());
        settings.put("TALLY_WRITES_PER_SECOND", "0");
        settings.put("TALLY_VOTERS_PER_SECOND", "0");
        process = StackProcess.startReady(settings, directory);
        endpoint = URI.create("http://127.0.0.1:" + settings.get("TALLY_HTTP_PORT"));
        load = new LoadGenerator(endpoint);
    }

    LoadGenerator load() {
        return load;
    }

    /** Waits until the queue is empty. */
    void awaitDrained() {
        await().atMost(DRAIN).until(() -> inFlight() == 0);
    }

    /** Waits until a counter has at least a count, and returns it. */
    long awaitCount(String counter, long atLeast) {
        return await().atMost(DRAIN).until(() -> count(counter), count -> count >= atLeast);
    }

    long inFlight() throws IOException, InterruptedException {
        return Long.parseLong(get("/_local/in-flight").strip());
    }

    private long count(String counter) throws IOException, InterruptedException {
        return new JsonObject(get("/v1/counters/" + counter)).getLong("count");
    }

    private String get(String path) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve(path)).build();
        return http.send(request, BodyHandlers.ofString()).body();
    }

    @Override
    public void close() {
        load.close();
        try {
            StackProcess.stop(process);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
