package dev.tally.localstack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** The rules for pages of other origins in infra/stack.yaml, compared with docs/openapi.yaml. */
class CorsTest {

    private static final Set<String> METHODS = Set.of("GET", "PUT", "POST", "DELETE", "PATCH");

    /** Headers that every page may read, and those that only the browser uses. */
    private static final Set<String> NEED_NO_RULE = Set.of(
            "accept-encoding",
            "cache-control",
            "content-encoding",
            "content-security-policy",
            "vary",
            "x-content-type-options");

    private final Path root = ProjectRoot.above(Path.of(""));
    private final StackSpec.Cors cors = StackSpec.load(root).httpApi().cors();
    private final JsonNode api = api();

    @Test
    void methods_document_areAllowed() {
        Set<String> methods = new TreeSet<>(Set.of("HEAD"));
        for (JsonNode path : api.get("paths")) {
            path.fieldNames().forEachRemaining(name -> methods.add(name.toUpperCase(Locale.ROOT)));
        }
        methods.removeIf(name -> !METHODS.contains(name) && !name.equals("HEAD"));
        assertThat(cors.allowMethods()).containsExactlyInAnyOrderElementsOf(methods);
    }

    @Test
    void requestHeaders_document_areAllowed() {
        Set<String> headers = new TreeSet<>(Set.of("content-type"));
        for (JsonNode parameter : api.at("/components/parameters")) {
            if (parameter.path("in").asText().equals("header")) {
                headers.add(lower(parameter.get("name").asText()));
            }
        }
        assertThat(cors.allowHeaders()).containsExactlyInAnyOrderElementsOf(headers);
    }

    @Test
    void responseHeaders_document_areExposed() {
        // API Gateway adds the date. Clients with a wrong clock need it.
        Set<String> headers = new TreeSet<>(Set.of("date"));
        for (JsonNode named : api.findValues("headers")) {
            named.fieldNames().forEachRemaining(name -> {
                if (named.get(name).has("$ref")) {
                    headers.add(lower(name));
                }
            });
        }
        headers.removeAll(NEED_NO_RULE);
        assertThat(cors.exposeHeaders()).containsExactlyInAnyOrderElementsOf(headers);
    }

    private JsonNode api() {
        try {
            return new YAMLMapper().readTree(Files.readString(root.resolve("docs/openapi.yaml")));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    private static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
