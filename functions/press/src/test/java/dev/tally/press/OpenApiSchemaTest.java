package dev.tally.press;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tally.press.http.ProblemType;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The consistency of docs/openapi.yaml, in itself and with the list of problems. */
class OpenApiSchemaTest {

    private static final ApiDocument DOCUMENT = ApiDocument.read();

    @Test
    void problemTypes_document_matchTheFunction() {
        List<String> types =
                Arrays.stream(ProblemType.values()).map(ProblemType::uri).toList();
        assertThat(DOCUMENT.texts(ApiDocument.PROBLEM_TYPES)).containsExactlyElementsOf(types);
    }

    @ParameterizedTest
    @MethodSource("references")
    void reference_any_resolves(String reference) {
        assertThat(DOCUMENT.at(reference.substring(1)).isMissingNode()).isFalse();
    }

    @ParameterizedTest
    @MethodSource("withExamples")
    void example_any_matchesItsSchema(String pointer) {
        JsonNode node = DOCUMENT.at(pointer);
        List<JsonNode> examples = node.has("example") ? List.of(node.get("example")) : node.findValues("value");
        assertThat(examples).isNotEmpty();
        for (JsonNode example : examples) {
            assertThat(DOCUMENT.violations(pointer + "/schema", example))
                    .as(example.toString())
                    .isEmpty();
        }
    }

    static Stream<String> references() {
        return DOCUMENT.objects("")
                .map(pointer -> DOCUMENT.at(pointer).path("$ref").asText())
                .filter(reference -> !reference.isEmpty())
                .distinct();
    }

    static Stream<String> withExamples() {
        return DOCUMENT.objects("").filter(pointer -> {
            JsonNode node = DOCUMENT.at(pointer);
            return node.has("schema") && (node.has("example") || node.has("examples"));
        });
    }
}
