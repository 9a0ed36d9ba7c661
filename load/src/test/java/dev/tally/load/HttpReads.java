package dev.tally.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;

/** Reads over the HTTP API and the tools API of a local stack. */
final class HttpReads implements Reads {

    private static final JsonMapper JSON = new JsonMapper();
    private static final int IDS_PER_READ = 100;
    private static final int OK = 200;
    private static final int UNAVAILABLE = 503;
    private static final int ATTEMPTS = 60;
    private static final Duration RETRY_DELAY = Duration.ofSeconds(1);

    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();
    private final URI url;

    HttpReads(URI url) {
        this.url = url;
    }

    /** Returns whether the stack answers. */
    boolean isHealthy() {
        try {
            return get("/health").statusCode() == OK;
        } catch (IOException none) {
            return false;
        }
    }

    @Override
    public Map<String, Long> counts(Collection<String> counters) throws IOException {
        Map<String, Long> counts = new HashMap<>();
        List<String> ids = new ArrayList<>(counters);
        for (int from = 0; from < ids.size(); from += IDS_PER_READ) {
            List<String> some = ids.subList(from, Math.min(ids.size(), from + IDS_PER_READ));
            for (JsonNode counter :
                    json("/v1/counters?ids=" + String.join(",", some)).path("counters")) {
                counts.put(
                        counter.path("counter").asText(), counter.path("count").asLong());
            }
        }
        return counts;
    }

    @Override
    public OptionalLong inFlight() throws IOException {
        HttpResponse<String> answer = get("/_local/in-flight");
        String text = answer.body().strip();
        return answer.statusCode() == OK && text.matches("\\d+")
                ? OptionalLong.of(Long.parseLong(text))
                : OptionalLong.empty();
    }

    private JsonNode json(String path) throws IOException {
        HttpResponse<String> answer = get(path);
        // A stack that still counts its backlog may be too busy for some reads.
        for (int attempt = 1; answer.statusCode() == UNAVAILABLE && attempt < ATTEMPTS; attempt++) {
            TallySimulation.sleep(RETRY_DELAY);
            answer = get(path);
        }
        if (answer.statusCode() != OK) {
            throw new IOException("GET " + answer.uri().getPath() + " was answered " + answer.statusCode());
        }
        return JSON.readTree(answer.body());
    }

    private HttpResponse<String> get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(Duration.ofSeconds(30))
                .build();
        try {
            return client.send(request, BodyHandlers.ofString());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException(interrupted.getMessage());
        }
    }
}
