package dev.tally.localstack.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The content of {@code infra/stack.yaml}, which Terraform also reads.
 *
 * @param queues by logical name
 * @param tables by logical name
 * @param functions by name
 * @param queueSources event source mappings of queues, by name
 * @param streamSources event source mappings of tables' streams, by name
 */
public record StackSpec(
        Map<String, Queue> queues,
        Map<String, Table> tables,
        Map<String, Function> functions,
        Map<String, QueueSource> queueSources,
        Map<String, StreamSource> streamSources,
        HttpApi httpApi,
        WebSocketApi webSocketApi) {

    /** The path of the file below the project's root. */
    public static final Path FILE = Path.of("infra", "stack.yaml");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** The attributes of a queue; only a FIFO queue has a scope and a limit. */
    public record Queue(
            boolean fifo,
            @Nullable String deduplicationScope,
            @Nullable String throughputLimit,
            int visibilityTimeoutSeconds,
            int retentionSeconds,
            @Nullable RedrivePolicy deadLetters) {}

    /**
     * The destination of messages that were received too often.
     *
     * @param queue logical name of the dead-letter queue
     */
    public record RedrivePolicy(String queue, int maxReceiveCount) {}

    /**
     * A table with two string keys.
     *
     * @param stream view type of the stream, null without a stream
     */
    public record Table(
            String partitionKey,
            String sortKey,
            @Nullable String stream,
            String timeToLiveAttribute,
            boolean pointInTimeRecovery) {}

    /**
     * A function.
     *
     * @param artifact path of the deployed zip, relative to the project's root
     * @param environment variables with their values
     * @param queueUrls variables for the URL of a queue, with the queue's logical name
     * @param tableNames variables for the name of a table, with the table's logical name
     * @param epoch variable for the epoch of totals and receipts, null if not needed
     * @param connectionsEndpoint variable for the base URL of {@code /@connections}, null if not needed
     * @param functionName variable for the function's name, by which it invokes itself; null if it does not
     * @param permissions AWS calls that the function's code may make
     */
    public record Function(
            @JsonProperty("package") String artifact,
            String handler,
            int memoryMegabytes,
            int timeoutSeconds,
            Map<String, String> environment,
            Map<String, String> queueUrls,
            Map<String, String> tableNames,
            @Nullable String epoch,
            @Nullable String connectionsEndpoint,
            @Nullable String functionName,
            List<Permission> permissions) {

        /** Returns this function with its native package, and the variable that Terraform sets for such packages. */
        private Function withNativePackage() {
            Map<String, String> variables = new HashMap<>(environment);
            // GraalVM's signal handlers conflict with those of Lambda.
            variables.put("DISABLE_SIGNAL_HANDLERS", "true");
            return new Function(
                    artifact.replace("/function.zip", "/native/function.zip"),
                    handler,
                    memoryMegabytes,
                    timeoutSeconds,
                    variables,
                    queueUrls,
                    tableNames,
                    epoch,
                    connectionsEndpoint,
                    functionName,
                    permissions);
        }
    }

    /**
     * Calls of AWS that a function may make, on one resource.
     *
     * @param actions as IAM names them, such as {@code sqs:SendMessage}
     * @param on {@code queue:}, {@code table:} or {@code function:} with a logical name, or {@code connections} for the
     *     WebSocket API's {@code /@connections}
     */
    public record Permission(List<String> actions, String on) {}

    /** The event source mapping of a queue, with logical names of queue and function. */
    public record QueueSource(
            String queue, String function, int batchSize, int maximumConcurrency, boolean reportBatchItemFailures) {}

    /**
     * The event source mapping of a table's stream.
     *
     * @param table logical name
     * @param startingPosition {@code TRIM_HORIZON} or {@code LATEST}
     * @param batchSize maximum number of records of one invocation
     * @param parallelizationFactor maximum number of concurrent batches of one stream shard, each with its own
     *     partition keys
     * @param maximumRetryAttempts maximum number of retries of a failed batch; the local stack requires -1, no limit
     * @param maximumRecordAgeSeconds maximum age of a record; the local stack requires -1, no limit
     * @param bisectBatchOnFunctionError whether a failed batch is retried in two halves
     * @param reportBatchItemFailures whether the function's answer contains the first record to retry
     * @param onFailure logical name of the queue for reports of discarded records; the local stack sends none
     * @param filters event patterns; a record passes if it matches one of them, or if the list is empty
     */
    public record StreamSource(
            String table,
            String function,
            String startingPosition,
            int batchSize,
            int parallelizationFactor,
            int maximumRetryAttempts,
            int maximumRecordAgeSeconds,
            boolean bisectBatchOnFunctionError,
            boolean reportBatchItemFailures,
            String onFailure,
            List<JsonNode> filters) {}

    /**
     * The HTTP API, with one function for all routes.
     *
     * @param ownReads the routes of reads that need a token if writes do, such as {@code GET /v1/votes}
     */
    public record HttpApi(String function, int integrationTimeoutMilliseconds, List<String> ownReads, Cors cors) {}

    /** The rules for web pages of other origins; each deployment sets its own list of origins. */
    public record Cors(
            List<String> allowMethods, List<String> allowHeaders, List<String> exposeHeaders, int maxAgeSeconds) {}

    /**
     * The WebSocket API, with one function for all routes.
     *
     * @param routeSelectionExpression path of a message's route, such as {@code $request.body.action}
     * @param routes without {@code $connect}, {@code $disconnect} and {@code $default}
     */
    public record WebSocketApi(String function, String stage, String routeSelectionExpression, List<String> routes) {}

    /**
     * Reads the file below a project's root.
     *
     * @throws IllegalArgumentException if the file is missing or malformed; the message contains file and fault
     */
    public static StackSpec load(Path root) {
        Path file = root.resolve(FILE);
        try {
            return YAML.readValue(Files.readString(file), StackSpec.class);
        } catch (IOException broken) {
            throw new IllegalArgumentException("cannot read " + file + ": " + broken.getMessage(), broken);
        }
    }

    /** Returns this specification with the native packages of all functions, which are for this machine's processor. */
    public StackSpec withNativePackages() {
        Map<String, Function> changed = new LinkedHashMap<>();
        functions.forEach((name, function) -> changed.put(name, function.withNativePackage()));
        return new StackSpec(queues, tables, changed, queueSources, streamSources, httpApi, webSocketApi);
    }

    /**
     * Returns the value that a lookup by logical name has found.
     *
     * @param kind of the value, such as {@code queue}
     * @throws IllegalArgumentException if the lookup found nothing; the message contains kind, name and file
     */
    public static <T> T named(String kind, String name, @Nullable T found) {
        if (found == null) {
            throw new IllegalArgumentException("no " + kind + " is named '" + name + "' in " + FILE);
        }
        return found;
    }
}
