package dev.tally.localstack.sources.streams;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.tally.localstack.cloud.Resources;
import dev.tally.localstack.sources.streams.StreamSettings.StartingPosition;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;

/** Settings of sources under test, which differ in what the test is about. */
record TestSettings(
        String table,
        StartingPosition position,
        int batchSize,
        int lanes,
        int retries,
        int age,
        boolean bisect,
        boolean report,
        Resources.Queue onFailure,
        List<JsonNode> filters) {

    /** Retries after a millisecond. */
    static final PollTimes QUICK = new PollTimes(
            Duration.ofMillis(250),
            Duration.ZERO,
            Duration.ofMillis(250),
            Duration.ofMillis(1),
            Duration.ofMillis(1),
            10_000,
            InstantSource.system());

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Resources.Queue NOWHERE =
            new Resources.Queue("http://127.0.0.1:1/none", "arn:aws:sqs:eu-central-1:000000000000:none");

    static TestSettings of(String table) {
        return new TestSettings(table, StartingPosition.TRIM_HORIZON, 100, 1, -1, -1, false, true, NOWHERE, List.of());
    }

    TestSettings from(StartingPosition other) {
        return new TestSettings(table, other, batchSize, lanes, retries, age, bisect, report, onFailure, filters);
    }

    TestSettings batches(int size) {
        return new TestSettings(table, position, size, lanes, retries, age, bisect, report, onFailure, filters);
    }

    TestSettings lanes(int count) {
        return new TestSettings(table, position, batchSize, count, retries, age, bisect, report, onFailure, filters);
    }

    TestSettings retries(int most) {
        return new TestSettings(table, position, batchSize, lanes, most, age, bisect, report, onFailure, filters);
    }

    TestSettings age(int seconds) {
        return new TestSettings(
                table, position, batchSize, lanes, retries, seconds, bisect, report, onFailure, filters);
    }

    TestSettings bisecting() {
        return new TestSettings(table, position, batchSize, lanes, retries, age, true, report, onFailure, filters);
    }

    TestSettings notReporting() {
        return new TestSettings(table, position, batchSize, lanes, retries, age, bisect, false, onFailure, filters);
    }

    TestSettings telling(Resources.Queue queue) {
        return new TestSettings(table, position, batchSize, lanes, retries, age, bisect, report, queue, filters);
    }

    TestSettings filtered(String... patterns) {
        List<JsonNode> parsed = Arrays.stream(patterns).map(TestSettings::json).toList();
        return new TestSettings(table, position, batchSize, lanes, retries, age, bisect, report, onFailure, parsed);
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
                retries,
                age,
                bisect,
                report,
                onFailure,
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
