package dev.tally.localstack.sources.streams;

import dev.tally.localstack.cloud.Resources;
import dev.tally.localstack.spec.StackSpec;
import java.util.Arrays;

/**
 * The settings of a table stream's event source mapping.
 *
 * @param name of the event source mapping
 * @param table its physical name
 * @param partitionKey the attribute that keeps records in order
 * @param batchSize 1 to 10,000
 * @param parallelizationFactor maximum number of concurrent batches of one shard, 1 to 10
 * @param bisectBatchOnFunctionError whether a failed batch is retried in two halves
 * @param reportBatchItemFailures whether the function's answer contains the first record to retry
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-params.html">Lambda: parameters</a>
 */
public record StreamSettings(
        String name,
        String table,
        String partitionKey,
        String function,
        StartingPosition startingPosition,
        int batchSize,
        int parallelizationFactor,
        boolean bisectBatchOnFunctionError,
        boolean reportBatchItemFailures,
        RecordFilter filter) {

    private static final int NO_LIMIT = -1;

    /** The position at which a new mapping starts to read. */
    public enum StartingPosition {
        /** The oldest record of the stream. */
        TRIM_HORIZON,
        /** The first record after the start. */
        LATEST;

        static StartingPosition of(String source, String text) {
            return Arrays.stream(values())
                    .filter(position -> position.name().equals(text))
                    .findFirst()
                    .orElseThrow(
                            () -> outOfBounds("startingPosition", source, "TRIM_HORIZON or LATEST", "'" + text + "'"));
        }
    }

    /** @throws IllegalArgumentException if a number exceeds Lambda's bounds; the message contains the setting */
    public StreamSettings {
        check("batchSize", name, batchSize, 1, 10_000);
        check("parallelizationFactor", name, parallelizationFactor, 1, 10);
    }

    /** Returns the settings of one event source mapping of a stack. */
    public static StreamSettings of(String name, StackSpec spec, Resources resources) {
        StackSpec.StreamSource source =
                StackSpec.named("stream source", name, spec.streamSources().get(name));
        StackSpec.Table table =
                StackSpec.named("table", source.table(), spec.tables().get(source.table()));
        StackSpec.named("stream", source.table(), table.stream());
        requireNoLimit("maximumRetryAttempts", name, source.maximumRetryAttempts());
        requireNoLimit("maximumRecordAgeSeconds", name, source.maximumRecordAgeSeconds());
        requireStandardQueue(name, source.onFailure(), spec);
        return new StreamSettings(
                name,
                resources.tableName(source.table()),
                table.partitionKey(),
                source.function(),
                StartingPosition.of(name, source.startingPosition()),
                source.batchSize(),
                source.parallelizationFactor(),
                source.bisectBatchOnFunctionError(),
                source.reportBatchItemFailures(),
                RecordFilter.of(name, source.filters()));
    }

    /** Rejects limits, because the local stack never discards a record. */
    private static void requireNoLimit(String setting, String source, int value) {
        if (value != NO_LIMIT) {
            throw outOfBounds(
                    setting, source, String.valueOf(NO_LIMIT), value + ": the local stack never discards a record");
        }
    }

    private static void requireStandardQueue(String source, String queue, StackSpec spec) {
        // https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html: a standard queue, not FIFO.
        if (StackSpec.named("queue", queue, spec.queues().get(queue)).fifo()) {
            throw outOfBounds("onFailure", source, "a standard queue", "'" + queue + "', which is FIFO");
        }
    }

    private static void check(String setting, String source, int value, int least, int most) {
        if (value < least || value > most) {
            throw outOfBounds(setting, source, least + " to " + most, Integer.toString(value));
        }
    }

    private static IllegalArgumentException outOfBounds(String setting, String source, String bounds, String value) {
        return new IllegalArgumentException(setting + " of '" + source + "' must be " + bounds + ", not " + value);
    }
}
