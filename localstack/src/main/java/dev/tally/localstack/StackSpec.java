package dev.tally.localstack;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What {@code infra/stack.yaml} says; Terraform reads the same file.
 *
 * @param queues by logical name
 * @param tables by logical name
 * @param functions by name
 * @param queueSources queues that feed a function, by name
 */
public record StackSpec(
        Map<String, Queue> queues,
        Map<String, Table> tables,
        Map<String, Function> functions,
        Map<String, QueueSource> queueSources,
        HttpApi httpApi) {

    /** The file's place below the project's root. */
    public static final Path FILE = Path.of("infra", "stack.yaml");

    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
            .build();

    /** A queue's attributes, in seconds where a time. */
    public record Queue(
            boolean fifo,
            String deduplicationScope,
            String throughputLimit,
            int visibilityTimeoutSeconds,
            int retentionSeconds,
            @Nullable DeadLetters deadLetters) {}

    /**
     * Where messages go that were received too often.
     *
     * @param queue its logical name
     */
    public record DeadLetters(String queue, int maxReceiveCount) {}

    /** A table with two string keys, and what it streams. */
    public record Table(
            String partitionKey,
            String sortKey,
            String stream,
            String timeToLiveAttribute,
            boolean pointInTimeRecovery) {}

    /**
     * A function.
     *
     * @param artifact the zip that is deployed, relative to the project's root
     * @param environment variables with their values
     * @param queueUrls variables that hold the URL of a queue, by its logical name
     * @param tableNames variables that hold the name of a table, by its logical name
     */
    public record Function(
            @JsonProperty("package") String artifact,
            String handler,
            int memoryMegabytes,
            int timeoutSeconds,
            Map<String, String> environment,
            Map<String, String> queueUrls,
            Map<String, String> tableNames) {}

    /** A queue that feeds a function; both by logical name. */
    public record QueueSource(
            String queue, String function, int batchSize, int maximumConcurrency, boolean reportBatchItemFailures) {}

    /** The HTTP API, of which every route leads to one function. */
    public record HttpApi(String function, int integrationTimeoutMilliseconds) {}

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
}
