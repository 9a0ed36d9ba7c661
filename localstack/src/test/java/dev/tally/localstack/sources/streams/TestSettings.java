package dev.tally.localstack.sources.streams;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.localstack.sources.streams.StreamSettings.StartingPosition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** The settings of sources under test, of which a test changes only the relevant ones. */
record TestSettings(
        String table,
        StartingPosition position,
        int batchSize,
        int lanes,
        boolean bisect,
        boolean report,
        List<JsonNode> filters) {

    /** Times with retries after a millisecond. */
    static final PollTimes QUICK = new PollTimes(
            Duration.ofMillis(250),
            Duration.ZERO,
            Duration.ofMillis(250),
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            10_000,
            InstantSource.system());

    private static final ObjectMapper JSON = new ObjectMapper();

    static TestSettings of(String table) {
        return new TestSettings(table, StartingPosition.TRIM_HORIZON, 100, 1, false, true, List.of());
    }

    TestSettings from(StartingPosition other) {
        return new TestSettings(table, other, batchSize, lanes, bisect, report, filters);
    }

    TestSettings batches(int size) {
        return new TestSettings(table, position, size, lanes, bisect, report, filters);
    }

    TestSettings lanes(int count) {
        return new TestSettings(table, position, batchSize, count, bisect, report, filters);
    }

    TestSettings bisecting() {
        return new TestSettings(table, position, batchSize, lanes, true, report, filters);
    }

    TestSettings notReporting() {
        return new TestSettings(table, position, batchSize, lanes, bisect, false, filters);
    }

    TestSettings filtered(String... patterns) {
        List<JsonNode> parsed = Arrays.stream(patterns).map(TestSettings::json).toList();
        return new TestSettings(table, position, batchSize, lanes, bisect, report, parsed);
    }

    StreamSettings build() {
        return new StreamSettings(
                "source",
                table,
                "pk",
                "function",
                position,
                batchSize,
                lanes,
                bisect,
                report,
                RecordFilter.of("source", filters));
    }

    static JsonNode json(String text) {
        try {
            return JSON.readTree(text.replace('\'', '"'));
        } catch (JsonProcessingException broken) {
            throw new IllegalArgumentException(broken);
        }
    }
}
