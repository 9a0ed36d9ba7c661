package dev.tally.press;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.JsonSchema;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaValidatorsConfig;
import com.networknt.schema.SpecVersion;
import com.networknt.schema.ValidationMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The API document {@code docs/openapi.yaml}. JSON pointers name its parts. */
final class ApiDocument {

    static final String PROBLEM_TYPES = "/components/schemas/Problem/properties/type/enum";

    private static final Path FILE = Path.of("../../docs/openapi.yaml");
    private static final String ADDRESS = "https://tally.example/openapi";
    private static final List<String> METHODS = List.of("get", "put", "post", "patch", "delete", "head", "options");
    private static final SchemaValidatorsConfig STRICT =
            SchemaValidatorsConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonNode root;
    private final JsonSchemaFactory schemas;

    private ApiDocument(String yaml) throws IOException {
        root = new YAMLMapper().readTree(yaml);
        String json = root.toString();
        // An OpenAPI 3.1 schema is a schema of JSON Schema 2020-12: https://spec.openapis.org/oas/v3.1.0#schema-object
        schemas = JsonSchemaFactory.getInstance(
                SpecVersion.VersionFlag.V202012,
                builder -> builder.schemaLoaders(loaders -> loaders.schemas(Map.of(ADDRESS, json))));
    }

    static ApiDocument read() {
        try {
            return new ApiDocument(Files.readString(FILE));
        } catch (IOException missing) {
            throw new UncheckedIOException("docs/openapi.yaml not found: run the tests in functions/press", missing);
        }
    }

    /** Returns the pointer of each operation, by method and path. */
    Map<String, String> operations() {
        Map<String, String> operations = new TreeMap<>();
        root.get("paths").fieldNames().forEachRemaining(path -> {
            String pointer = child("/paths", path);
            METHODS.stream()
                    .filter(at(pointer)::has)
                    .forEach(method -> operations.put(name(method, path), child(pointer, method)));
        });
        return operations;
    }

    static String name(String method, String path) {
        return method.toUpperCase(Locale.ROOT) + " " + path;
    }

    JsonNode at(String pointer) {
        return root.at(pointer);
    }

    /** Returns the names of an operation's query parameters. */
    List<String> queryParameters(String operation) {
        return StreamSupport.stream(
                        at(operations().get(operation) + "/parameters").spliterator(), false)
                .filter(parameter -> parameter.path("in").asText().equals("query"))
                .map(parameter -> parameter.get("name").asText())
                .toList();
    }

    /** Returns the pointers of an object's members by name, with references resolved. */
    Map<String, String> members(String pointer) {
        Map<String, String> members = new TreeMap<>();
        for (Iterator<String> names = at(pointer).fieldNames(); names.hasNext(); ) {
            String name = names.next();
            members.put(name, resolve(child(pointer, name)));
        }
        return members;
    }

    /** Returns the texts of an array. */
    List<String> texts(String pointer) {
        return texts(at(pointer));
    }

    /** Returns the problem types that a schema allows. */
    List<String> problemTypes(String schema) {
        return texts(at(schema).findPath("enum"));
    }

    /** Returns the violations of a schema by a value. */
    Set<ValidationMessage> violations(String schema, JsonNode value) {
        JsonSchema validator = schemas.getSchema(SchemaLocation.of(ADDRESS + "#" + schema), STRICT);
        return validator.validate(value);
    }

    /** Returns the pointer of every object at or below a pointer. */
    Stream<String> objects(String pointer) {
        Stream<String> below = StreamSupport.stream(
                        ((Iterable<String>) () -> at(pointer).fieldNames()).spliterator(), false)
                .flatMap(name -> objects(child(pointer, name)));
        return Stream.concat(Stream.of(pointer), below);
    }

    static String child(String pointer, String name) {
        return pointer + "/" + name.replace("~", "~0").replace("/", "~1");
    }

    private String resolve(String pointer) {
        String reference = at(pointer).path("$ref").asText();
        return reference.isEmpty() ? pointer : resolve(reference.substring(1));
    }

    private static List<String> texts(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false)
                .map(JsonNode::asText)
                .toList();
    }
}
