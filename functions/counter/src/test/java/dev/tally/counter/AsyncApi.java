package dev.tally.counter;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The description of the WebSocket API, {@code docs/asyncapi.yaml}, for the validation of frames. */
public final class AsyncApi {

    private static final JsonMapper JSON = new JsonMapper();
    private static final Map<String, String> SCHEMAS =
            Map.of("total", "Total", "poll", "Poll", "pong", "Pong", "error", "Error");

    private final JsonNode document;

    private AsyncApi(JsonNode document) {
        this.document = document;
    }

    /** Reads the document of this project. */
    public static AsyncApi load() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/asyncapi.yaml"))) {
            folder = Objects.requireNonNull(folder.getParent(), "no docs/asyncapi.yaml above this directory");
        }
        try {
            return new AsyncApi(new YAMLMapper()
                    .readTree(folder.resolve("docs/asyncapi.yaml").toFile()));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Parses a text that the server sent. Fails unless it is one of the described frames. */
    public JsonNode assertFrame(String text) {
        try {
            JsonNode frame = JSON.readTree(text);
            String schema = SCHEMAS.get(frame.path("type").asText());
            assertThat(schema).as("a described type in %s", text).isNotNull();
            assertValid(String.valueOf(schema), frame);
            return frame;
        } catch (JsonProcessingException broken) {
            throw new AssertionError("not JSON: " + text, broken);
        }
    }

    /** Fails unless a value is valid under the named schema. */
    public void assertValid(String schema, JsonNode value) {
        ObjectNode root = JSON.createObjectNode();
        root.put("$ref", "#/components/schemas/" + schema);
        root.set("components", document.get("components"));
        assertThat(JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                        .getSchema(root)
                        .validate(value))
                .as("%s as %s", value, schema)
                .isEmpty();
    }

    /** Returns the names of all messages. */
    public List<String> messages() {
        List<String> names = new ArrayList<>();
        document.at("/components/messages").fieldNames().forEachRemaining(names::add);
        return names;
    }

    /** Returns the examples of a message. */
    public List<JsonNode> examples(String message) {
        List<JsonNode> examples = new ArrayList<>();
        document.at("/components/messages/" + message + "/examples")
                .forEach(example -> examples.add(example.get("payload")));
        return examples;
    }

    /** Returns the name of the schema of a message. */
    public String schema(String message) {
        String reference =
                document.at("/components/messages/" + message + "/payload/$ref").asText();
        return reference.substring(reference.lastIndexOf('/') + 1);
    }

    /** Returns every code that an error can have. */
    public List<String> errorCodes() {
        List<String> codes = new ArrayList<>();
        document.at("/components/schemas/Error/properties/code/enum").forEach(code -> codes.add(code.asText()));
        return codes;
    }
}
