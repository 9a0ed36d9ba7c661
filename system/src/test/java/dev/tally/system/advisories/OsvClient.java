package dev.tally.system.advisories;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A client of the database of open-source vulnerabilities, which needs no account.
 *
 * @see <a href="https://google.github.io/osv.dev/post-v1-querybatch/">POST /v1/querybatch</a>
 */
final class OsvClient {

    static final URI PUBLIC = URI.create("https://api.osv.dev");

    /** The most packages in one request. */
    private static final int BATCH = 1000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(10)).build();
    private final URI endpoint;

    OsvClient(URI endpoint) {
        this.endpoint = endpoint;
    }

    private record Query(String url, String page) {}

    /** Returns the ids of the advisories of each package that has some. */
    SortedMap<String, Set<String>> advisories(Collection<String> urls) throws IOException, InterruptedException {
        SortedMap<String, Set<String>> found = new TreeMap<>();
        List<Query> open =
                new ArrayList<>(urls.stream().map(url -> new Query(url, "")).toList());
        while (!open.isEmpty()) {
            List<Query> batch = List.copyOf(open.subList(0, Math.min(BATCH, open.size())));
            open.subList(0, batch.size()).clear();
            open.addAll(collect(batch, query(batch), found));
        }
        return found;
    }

    /** Collects the advisories of an answer, and returns the queries for its further pages. */
    private static List<Query> collect(List<Query> batch, JsonNode answer, SortedMap<String, Set<String>> found)
            throws IOException {
        JsonNode results = answer.path("results");
        if (results.size() != batch.size()) {
            throw new IOException("the database answered for " + results.size() + " of " + batch.size() + " packages");
        }
        List<Query> left = new ArrayList<>();
        for (int index = 0; index < batch.size(); index++) {
            String url = batch.get(index).url();
            JsonNode result = results.get(index);
            result.path("vulns").forEach(advisory -> found.computeIfAbsent(url, first -> new TreeSet<>())
                    .add(advisory.path("id").asText()));
            if (result.hasNonNull("next_page_token")) {
                left.add(new Query(url, result.get("next_page_token").asText()));
            }
        }
        return left;
    }

    private JsonNode query(List<Query> batch) throws IOException, InterruptedException {
        ObjectNode body = JSON.createObjectNode();
        ArrayNode queries = body.putArray("queries");
        for (Query query : batch) {
            ObjectNode one = queries.addObject();
            one.putObject("package").put("purl", query.url());
            if (!query.page().isEmpty()) {
                one.put("page_token", query.page());
            }
        }
        HttpResponse<String> answer = http.send(
                HttpRequest.newBuilder(endpoint.resolve("/v1/querybatch"))
                        .timeout(Duration.ofSeconds(60))
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(body.toString()))
                        .build(),
                BodyHandlers.ofString());
        if (answer.statusCode() != 200) {
            throw new IOException(endpoint + " answered HTTP " + answer.statusCode() + ": " + answer.body());
        }
        return JSON.readTree(answer.body());
    }
}
