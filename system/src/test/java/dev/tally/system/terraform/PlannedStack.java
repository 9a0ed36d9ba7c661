package dev.tally.system.terraform;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.runtime.log.LogFormat;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/** The specification that Terraform would deploy, read from its state. */
final class PlannedStack {

    private static final String EPOCH = "TALLY_EPOCH";

    private static final JsonMapper JSON = new JsonMapper();

    private final Map<String, Map<String, JsonNode>> resources = new HashMap<>();
    private final Map<String, String> queuesByArn;

    /** @param state a state in Terraform's JSON format */
    PlannedStack(JsonNode state) {
        collect(state.path("root_module"));
        this.queuesByArn = all("aws_sqs_queue").entrySet().stream()
                .collect(Collectors.toMap(queue -> text(queue.getValue(), "arn"), Map.Entry::getKey));
    }

    StackSpec read() {
        return new StackSpec(
                each("aws_sqs_queue", this::queue),
                each("aws_dynamodb_table", PlannedStack::table),
                functions(),
                sources("aws:sqs:", this::queueSource),
                sources("aws:dynamodb:", this::streamSource),
                httpApi(),
                webSocketApi());
    }

    private void collect(JsonNode module) {
        for (JsonNode resource : module.path("resources")) {
            String key = resource.path("index").asText(resource.path("name").asText());
            all(resource.path("type").asText()).put(key, resource.path("values"));
        }
        module.path("child_modules").forEach(this::collect);
    }

    private Map<String, JsonNode> all(String type) {
        return resources.computeIfAbsent(type, any -> new HashMap<>());
    }

    private <T> Map<String, T> each(String type, Function<JsonNode, T> read) {
        return all(type).entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, resource -> read.apply(resource.getValue())));
    }

    private StackSpec.Queue queue(JsonNode queue) {
        boolean fifo = queue.path("fifo_queue").asBoolean();
        return new StackSpec.Queue(
                fifo,
                fifo ? text(queue, "deduplication_scope") : null,
                fifo ? text(queue, "fifo_throughput_limit") : null,
                queue.path("visibility_timeout_seconds").asInt(),
                queue.path("message_retention_seconds").asInt(),
                deadLetters(queue.path("redrive_policy").asText()));
    }

    /** Returns null if there is no policy. A mock provider has a generated word in its place. */
    private StackSpec.@Nullable RedrivePolicy deadLetters(String policy) {
        if (!policy.startsWith("{")) {
            return null;
        }
        JsonNode redrive = json(policy);
        return new StackSpec.RedrivePolicy(
                queueOf(text(redrive, "deadLetterTargetArn")),
                redrive.path("maxReceiveCount").asInt());
    }

    private static StackSpec.Table table(JsonNode table) {
        return new StackSpec.Table(
                text(table, "hash_key"),
                text(table, "range_key"),
                table.path("stream_enabled").asBoolean() ? text(table, "stream_view_type") : null,
                text(table.at("/ttl/0"), "attribute_name"),
                table.at("/point_in_time_recovery/0/enabled").asBoolean());
    }

    private Map<String, StackSpec.Function> functions() {
        Map<String, StackSpec.Function> functions = new HashMap<>();
        all("aws_lambda_function").forEach((name, function) -> functions.put(name, function(name, function)));
        return functions;
    }

    private StackSpec.Function function(String name, JsonNode function) {
        Map<String, String> variables = new HashMap<>();
        function.at("/environment/0/variables")
                .properties()
                .forEach(variable ->
                        variables.put(variable.getKey(), variable.getValue().asText()));
        // Locally people read the log; on AWS, CloudWatch does.
        variables.remove(LogFormat.VARIABLE, "json");
        Map<String, String> queueUrls = extract(variables, namesBy("aws_sqs_queue", "url"));
        Map<String, String> tableNames = extract(variables, namesBy("aws_dynamodb_table", "name"));
        String functionName = text(function, "function_name") + ":"
                + text(Objects.requireNonNull(all("aws_lambda_alias").get(name)), "name");
        return new StackSpec.Function(
                text(function, "filename").replaceFirst("^(\\./)?(\\.\\./)*", ""),
                text(function, "handler"),
                function.path("memory_size").asInt(),
                function.path("timeout").asInt(),
                variables,
                queueUrls,
                tableNames,
                variables.remove(EPOCH) == null ? null : EPOCH,
                extractOne(variables, connectionsEndpoint()),
                extractOne(variables, functionName),
                permissions(name));
    }

    private static Map<String, String> extract(Map<String, String> variables, Map<String, String> names) {
        Map<String, String> extracted = new HashMap<>();
        variables.forEach((variable, value) -> {
            if (names.containsKey(value)) {
                extracted.put(variable, names.get(value));
            }
        });
        variables.keySet().removeAll(extracted.keySet());
        return extracted;
    }

    private static @Nullable String extractOne(Map<String, String> variables, String value) {
        return extract(variables, Map.of(value, value)).keySet().stream()
                .findFirst()
                .orElse(null);
    }

    private Map<String, String> namesBy(String type, String attribute) {
        return all(type).entrySet().stream()
                .collect(Collectors.toMap(resource -> text(resource.getValue(), attribute), Map.Entry::getKey));
    }

    private String connectionsEndpoint() {
        return text(resource("aws_apigatewayv2_api", "websocket"), "api_endpoint")
                        .replace("wss:", "https:") + "/"
                + text(resource("aws_apigatewayv2_stage", "websocket"), "name");
    }

    /** Returns the permissions of a policy beyond Lambda's own calls. */
    private List<StackSpec.Permission> permissions(String function) {
        String policy = text(Objects.requireNonNull(all("aws_iam_role_policy").get(function)), "policy");
        return stream(json(policy).path("Statement"))
                .filter(statement -> !LambdaStatements.matches(statement))
                .map(statement -> new StackSpec.Permission(
                        texts(statement.path("Action")),
                        on(statement.at("/Resource/0").asText())))
                .toList();
    }

    private String on(String arn) {
        if (arn.contains("/@connections/")) {
            return "connections";
        }
        if (queuesByArn.containsKey(arn)) {
            return "queue:" + queuesByArn.get(arn);
        }
        return arn.contains(":function:")
                ? "function:" + functionOf(arn)
                : "table:"
                        + Objects.requireNonNull(
                                namesBy("aws_dynamodb_table", "arn").get(arn), arn);
    }

    private <T> Map<String, T> sources(String service, Function<JsonNode, T> read) {
        Map<String, T> sources = new HashMap<>();
        each("aws_lambda_event_source_mapping", Function.identity()).forEach((name, source) -> {
            if (text(source, "event_source_arn").contains(service)) {
                sources.put(name, read.apply(source));
            }
        });
        return sources;
    }

    private StackSpec.QueueSource queueSource(JsonNode source) {
        return new StackSpec.QueueSource(
                queueOf(text(source, "event_source_arn")),
                functionOf(text(source, "function_name")),
                source.path("batch_size").asInt(),
                source.at("/scaling_config/0/maximum_concurrency").asInt(),
                reportsFailures(source));
    }

    private StackSpec.StreamSource streamSource(JsonNode source) {
        return new StackSpec.StreamSource(
                Objects.requireNonNull(
                        namesBy("aws_dynamodb_table", "stream_arn").get(text(source, "event_source_arn"))),
                functionOf(text(source, "function_name")),
                text(source, "starting_position"),
                source.path("batch_size").asInt(),
                source.path("parallelization_factor").asInt(),
                source.path("maximum_retry_attempts").asInt(),
                recordAge(source.path("maximum_record_age_in_seconds").asInt()),
                source.path("bisect_batch_on_function_error").asBoolean(),
                reportsFailures(source),
                queueOf(source.at("/destination_config/0/on_failure/0/destination_arn")
                        .asText()),
                stream(source.at("/filter_criteria/0/filter"))
                        .map(filter -> json(text(filter, "pattern")))
                        .toList());
    }

    /** Returns no limit for 23 hours, because Terraform uses this limit for it. The local stack never discards a record. */
    private static int recordAge(int seconds) {
        return seconds == 82_800 ? -1 : seconds;
    }

    private static boolean reportsFailures(JsonNode source) {
        return texts(source.path("function_response_types")).equals(List.of("ReportBatchItemFailures"));
    }

    private StackSpec.HttpApi httpApi() {
        JsonNode cors = resource("aws_apigatewayv2_api", "http").at("/cors_configuration/0");
        JsonNode integration = resource("aws_apigatewayv2_integration", "http");
        return new StackSpec.HttpApi(
                functionOf(text(integration, "integration_uri")),
                integration.path("timeout_milliseconds").asInt(),
                all("aws_apigatewayv2_route").values().stream()
                        .map(route -> text(route, "route_key"))
                        .filter(route -> route.contains(" ") && !route.endsWith("/{proxy+}"))
                        .sorted()
                        .toList(),
                new StackSpec.Cors(
                        texts(cors.path("allow_methods")),
                        texts(cors.path("allow_headers")),
                        texts(cors.path("expose_headers")),
                        cors.path("max_age").asInt()));
    }

    private StackSpec.WebSocketApi webSocketApi() {
        List<String> routes = new ArrayList<>();
        all("aws_apigatewayv2_route").values().forEach(route -> routes.add(text(route, "route_key")));
        // The routes of the HTTP API have a method and a path.
        routes.removeIf(route -> route.startsWith("$") || route.contains(" "));
        return new StackSpec.WebSocketApi(
                functionOf(text(resource("aws_apigatewayv2_integration", "websocket"), "integration_uri")),
                text(resource("aws_apigatewayv2_stage", "websocket"), "name"),
                text(resource("aws_apigatewayv2_api", "websocket"), "route_selection_expression"),
                routes);
    }

    private JsonNode resource(String type, String name) {
        return Objects.requireNonNull(all(type).get(name), () -> type + "." + name);
    }

    private String queueOf(String arn) {
        return Objects.requireNonNull(queuesByArn.get(arn), arn);
    }

    /** Returns the function of an ARN or integration's URI, which ends with its alias. */
    private String functionOf(String arn) {
        String name = arn.replaceFirst(".*:function:", "").replaceFirst(":live(/invocations)?$", "");
        return Objects.requireNonNull(
                namesBy("aws_lambda_function", "function_name").get(name), arn);
    }

    private static List<String> texts(JsonNode list) {
        return stream(list).map(JsonNode::asText).toList();
    }

    private static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
