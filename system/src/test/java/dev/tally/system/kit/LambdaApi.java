package dev.tally.system.kit;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;

/** The calls of Lambda's API that update a function of a local stack and move its alias. */
public final class LambdaApi {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Path ROOT = ProjectRoot.above(Path.of(""));

    private final HttpClient client = HttpClient.newHttpClient();
    private final StackSpec spec = StackSpec.load(ROOT);
    private final URI endpoint;
    private final Path directory;

    /** @param directory for packages */
    public LambdaApi(URI endpoint, Path directory) {
        this.endpoint = endpoint;
        this.directory = directory;
    }

    /** Publishes a version of a function's package with one more file. Returns its number. */
    public String publishOtherCode(String function, String description) throws IOException, InterruptedException {
        String zip = Base64.getEncoder().encodeToString(Files.readAllBytes(otherCode(function)));
        call("PUT", function + "/code", Map.of("ZipFile", zip));
        return call("POST", function + "/versions", Map.of("Description", description))
                .get("Version")
                .asText();
    }

    /** Moves the alias to one version, which gets all invocations. */
    public void move(String function, String version) throws IOException, InterruptedException {
        updateAlias(function, Map.of("FunctionVersion", version, "RoutingConfig", weights(Map.of())));
    }

    /** Gives a share of the alias's invocations to a second version. */
    public void share(String function, String version, double weight) throws IOException, InterruptedException {
        updateAlias(function, Map.of("RoutingConfig", weights(Map.of(version, weight))));
    }

    /** Returns the version of a function's alias. */
    public String live(String function) throws IOException, InterruptedException {
        return call("GET", function + "/aliases/live", Map.of())
                .get("FunctionVersion")
                .asText();
    }

    private static Map<String, Object> weights(Map<String, Double> weights) {
        return Map.of("AdditionalVersionWeights", weights);
    }

    private void updateAlias(String function, Map<String, Object> change) throws IOException, InterruptedException {
        call("PUT", function + "/aliases/live", change);
    }

    private JsonNode call(String method, String path, Map<String, ?> body) throws IOException, InterruptedException {
        HttpRequest request = HttpRequest.newBuilder(endpoint.resolve("/2015-03-31/functions/" + path))
                .method(method, BodyPublishers.ofString(JSON.writeValueAsString(body)))
                .build();
        HttpResponse<String> answer = client.send(request, BodyHandlers.ofString());
        assertThat(answer.statusCode()).as(answer.body()).isBetween(200, 201);
        return JSON.readTree(answer.body());
    }

    private Path otherCode(String function) throws IOException {
        Path zip = ROOT.resolve(
                Objects.requireNonNull(spec.functions().get(function)).artifact());
        Path other = Files.copy(zip, directory.resolve(function + ".zip"), StandardCopyOption.REPLACE_EXISTING);
        try (FileSystem entries = FileSystems.newFileSystem(other)) {
            Files.writeString(entries.getPath("other.txt"), "another version");
        }
        return other;
    }
}
