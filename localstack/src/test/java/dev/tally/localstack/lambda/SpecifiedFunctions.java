package dev.tally.localstack.lambda;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;

/** The functions of {@code infra/stack.yaml}, for tests that start a function without a stack. */
final class SpecifiedFunctions {

    static final Path ROOT = ProjectRoot.above(Path.of(""));

    private SpecifiedFunctions() {}

    /** Returns each function with an event that needs no AWS, and a part of its answer. */
    static Stream<Arguments> withAnEventAndItsAnswer() throws IOException {
        String nothing = "{\"Records\":[]}";
        String noFailures = "{\"batchItemFailures\":[]}";
        return Stream.of(
                arguments(
                        "press",
                        Files.readString(ROOT.resolve("functions/press/events/health.json")),
                        "\"statusCode\":200"),
                arguments("aggregator", nothing, noFailures),
                arguments("connections", "{}", "IllegalArgumentException"),
                arguments("rollup", nothing, noFailures),
                arguments("fanout", nothing, noFailures));
    }

    static StackSpec.Function named(String name) {
        return Objects.requireNonNull(StackSpec.load(ROOT).functions().get(name));
    }

    /** Returns a function's variables, with queue, tables and connections at one URL. */
    static Map<String, String> environment(StackSpec.Function function, String aws) {
        Map<String, String> environment = new HashMap<>(function.environment());
        function.queueUrls().keySet().forEach(variable -> environment.put(variable, aws + "/000000000000/q.fifo"));
        environment.putAll(function.tableNames());
        if (function.epoch() != null) {
            environment.put(function.epoch(), "eu-central-1.20261129-201503-120");
        }
        if (function.connectionsEndpoint() != null) {
            environment.put(function.connectionsEndpoint(), aws);
        }
        environment.put("AWS_ACCESS_KEY_ID", "local");
        environment.put("AWS_SECRET_ACCESS_KEY", "local");
        return environment;
    }
}
