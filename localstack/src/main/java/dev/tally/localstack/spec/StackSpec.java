package dev.tally.localstack.spec;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code infra/stack.yaml} says; Terraform reads the same file.
 *
 * @param queues by logical name
 * @param tables by logical name
 * @param functions by name
 * @param queueSources queues that feed a function, by name
 * @param streamSources streams of tables that feed a function, by name
 */
public record StackSpec(
        Map<String, Queue> queues,
        Map<String, Table> tables,
        Map<String, Function> functions,
        Map<String, QueueSource> queueSources,
        Map<String, StreamSource> streamSources,
        HttpApi httpApi,
        WebSocketApi webSocketApi) {

    /** The file's place below the project's root. */
    public static final Path FILE = Path.of("infra", "stack.yaml");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** A queue's attributes, in seconds where a time; scope and limit are those of a FIFO queue. */
    public record Queue(
            boolean fifo,
            @Nullable String deduplicationScope,
            @Nullable String throughputLimit,
            int visibilityTimeoutSeconds,
            int retentionSeconds,
            @Nullable RedrivePolicy deadLetters) {}

    /**
     * Where messages go that were received too often.
     *
     * @param queue its logical name
     */
    public record RedrivePolicy(String queue, int maxReceiveCount) {}

    /**
     * A table with two string keys.
     *
     * @param stream the view type of what it streams, null if it streams nothing
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
     * @param artifact the zip that is deployed, relative to the project's root
     * @param environment variables with their values
     * @param queueUrls variables that hold the URL of a queue, by its logical name
     * @param tableNames variables that hold the name of a table, by its logical name
     * @param connectionsEndpoint the variable that holds the URL below which {@code /@connections} is, null if it needs none
     * @param functionName the variable that holds the name by which it invokes itself, null if it does not
     * @param permissions what its code may call
     */
    public record Function(
            @JsonProperty("package") String artifact,
            String handler,
            int memoryMegabytes,
            int timeoutSeconds,
            Map<String, String> environment,
            Map<String, String> queueUrls,
            Map<String, String> tableNames,
            @Nullable String connectionsEndpoint,
            @Nullable String functionName,
            List<Permission> permissions) {}

    /**
     * Calls of AWS that a function may make, on one resource.
     *
     * @param actions as IAM names them, such as {@code sqs:SendMessage}
     * @param on {@code queue:}, {@code table:} or {@code function:} with a logical name, or {@code connections} for the
     *     WebSocket API's {@code /@connections}
     */
    public record Permission(List<String> actions, String on) {}

    /** A queue that feeds a function; both by logical name. */
    public record QueueSource(
            String queue, String function, int batchSize, int maximumConcurrency, boolean reportBatchItemFailures) {}

    /**
     * A table's stream that feeds a function.
     *
     * @param table its logical name
     * @param startingPosition {@code TRIM_HORIZON} or {@code LATEST}
     * @param batchSize the most records of one invocation
     * @param parallelizationFactor how many batches of one stream shard may be under way at once, each of its own
     *     partition keys
     * @param maximumRetryAttempts how often a failed batch is tried again, -1 for as long as it lasts
     * @param maximumRecordAgeSeconds how old a record may become before it is given up, -1 for as old as the stream keeps it
     * @param bisectBatchOnFunctionError whether a failed batch is tried again in two halves
     * @param reportBatchItemFailures whether the function answers with the record from which to try again
     * @param onFailure the logical name of the queue that is told of records given up
     * @param filters patterns of which a record must match one, empty for every record
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

    /** The HTTP API, of which every route leads to one function. */
    public record HttpApi(String function, int integrationTimeoutMilliseconds, Cors cors) {}

    /** What web pages of other origins may do; which origins, is said where it is deployed. */
    public record Cors(
            List<String> allowMethods, List<String> allowHeaders, List<String> exposeHeaders, int maxAgeSeconds) {}

    /**
     * The WebSocket API, of which every route leads to one function.
     *
     * @param routeSelectionExpression where a message names its route
     * @param routes those that messages can name, besides {@code $connect}, {@code $disconnect} and {@code $default}
     */
    public record WebSocketApi(String function, String stage, String routeSelectionExpression, List<String> routes) {}

    /**
     * Reads the file below a project's root.
     *
     * @throws IllegalArgumentException if it is not there or not of this shape; the message names the file and the fault
     */
    public static StackSpec load(Path root) {
        Path file = root.resolve(FILE);
        try {
            return YAML.readValue(Files.readString(file), StackSpec.class);
        } catch (IOException broken) {
            throw new IllegalArgumentException("cannot read " + file + ": " + broken.getMessage(), broken);
        }
    }

    /**
     * What was found under a logical name.
     *
     * @param kind what it is, such as {@code queue}
     * @throws IllegalArgumentException if nothing was; the message names it and the file
     */
    public static <T> T named(String kind, String name, @Nullable T found) {
        if (found == null) {
            throw new IllegalArgumentException("no " + kind + " is named '" + name + "' in " + FILE);
        }
        return found;
    }
}
