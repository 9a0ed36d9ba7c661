package dev.tally.press;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.tally.press.ApiClient.Answer;
import dev.tally.press.http.Problem;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The comparison of answers with the API document, and a record of the outcomes seen. */
final class Conformance {

    private static final List<String> UNDOCUMENTED = List.of("content-type", "content-length");

    private final ApiDocument document;
    private final Set<String> seen = new TreeSet<>();

    Conformance(ApiDocument document) {
        this.document = document;
    }

    /** Returns every documented outcome: an operation, a status and, for a problem, its type. */
    Set<String> documented() {
        return document.operations().entrySet().stream()
                .flatMap(operation -> outcomes(operation.getKey(), operation.getValue()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    Set<String> seen() {
        return seen;
    }

    /** Asserts that the document has the answer's status for the called operation, and that the answer matches it. */
    void check(Answer answer) {
        String operation = operation(answer);
        Map<String, String> responses =
                responses(String.valueOf(document.operations().get(operation)));
        String status = String.valueOf(answer.status());
        assertThat(responses).as(operation + " " + text(answer)).containsKey(status);
        checkAs(String.valueOf(responses.get(status)), answer);
        seen.add(outcome(
                operation,
                status,
                isProblem(answer) ? answer.json().path("type").asText() : ""));
    }

    /** Asserts that an answer matches the response at a pointer. */
    void checkAs(String response, Answer answer) {
        checkHeaders(response, answer);
        Map<String, String> contents = document.members(response + "/content");
        if (contents.isEmpty() || answer.method().equals("HEAD")) {
            assertThat(answer.response().getBody()).as(response).isNull();
            return;
        }
        assertThat(contents).as(response).containsOnlyKeys(contentType(answer));
        assertMatches(contents.get(contentType(answer)) + "/schema", content(answer));
    }

    private static JsonNode content(Answer answer) {
        return contentType(answer).endsWith("json") ? answer.json() : TextNode.valueOf(text(answer));
    }

    private void checkHeaders(String response, Answer answer) {
        Map<String, String> documented = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        documented.putAll(document.members(response + "/headers"));
        documented.forEach((name, pointer) -> checkHeader(name, pointer, answer));
        Set<String> sent = answer.response().getHeaders().keySet().stream()
                .filter(name -> !UNDOCUMENTED.contains(name.toLowerCase(Locale.ROOT)))
                .collect(Collectors.toSet());
        assertThat(documented.keySet()).as("headers of " + response).containsAll(sent);
    }

    private void checkHeader(String name, String pointer, Answer answer) {
        String value = answer.header(name);
        if (value == null) {
            boolean required = document.at(pointer).path("required").asBoolean();
            assertThat(required).as(name + " is required but not sent").isFalse();
            return;
        }
        boolean isNumber = document.at(pointer + "/schema/type").asText().equals("integer");
        assertMatches(
                pointer + "/schema", isNumber ? IntNode.valueOf(Integer.parseInt(value)) : TextNode.valueOf(value));
    }

    private void assertMatches(String schema, JsonNode value) {
        assertThat(document.violations(schema, value))
                .as(value + " by " + schema)
                .isEmpty();
    }

    private String operation(Answer answer) {
        String method = answer.method().equals("HEAD") ? "GET" : answer.method();
        List<String> candidates = document.operations().keySet().stream()
                .filter(name -> ApiDocument.name(method, answer.path()).matches(name.replaceAll("\\{\\w+}", "[^/]+")))
                .toList();
        assertThat(candidates)
                .as("operations for " + method + " " + answer.path())
                .hasSize(1);
        return candidates.get(0);
    }

    private Stream<String> outcomes(String operation, String pointer) {
        return responses(pointer).entrySet().stream().flatMap(response -> {
            String status = response.getKey();
            String problem = document.members(response.getValue() + "/content").get(Problem.MEDIA_TYPE);
            return problem == null
                    ? Stream.of(outcome(operation, status, ""))
                    : document.problemTypes(problem + "/schema").stream().map(type -> outcome(operation, status, type));
        });
    }

    private Map<String, String> responses(String operation) {
        return document.members(operation + "/responses");
    }

    private static String outcome(String operation, String status, String type) {
        return (operation + " " + status + " " + type).strip();
    }

    private static boolean isProblem(Answer answer) {
        return contentType(answer).equals(Problem.MEDIA_TYPE)
                && !answer.method().equals("HEAD");
    }

    private static String contentType(Answer answer) {
        return String.valueOf(answer.header("Content-Type")).split(";", 2)[0];
    }

    private static String text(Answer answer) {
        try {
            return answer.text();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
