package dev.tally.localstack.sources.streams;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNoException;

import dev.tally.localstack.cloud.Resources;
import dev.tally.localstack.sources.streams.StreamSettings.StartingPosition;
import dev.tally.localstack.spec.StackSpec;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StreamSettingsTest {

    private static final StackSpec SPEC = StackSpec.load(Path.of(".."));
    private static final Resources RESOURCES =
            new Resources(Map.of(), Map.of("counters", "tally-counters", "connections", "tally-connections"));

    @Test
    void of_stack_readsEverySource() {
        StreamSettings settings = StreamSettings.of("totals-to-fanout", SPEC, RESOURCES);

        assertThat(settings.table()).isEqualTo("tally-counters");
        assertThat(settings.partitionKey()).isEqualTo("pk");
        assertThat(settings.function()).isEqualTo("fanout");
        assertThat(settings.startingPosition()).isEqualTo(StartingPosition.TRIM_HORIZON);
        assertThatNoException().isThrownBy(() -> StreamSettings.of("shards-to-rollup", SPEC, RESOURCES));
    }

    @Test
    void of_unknownSource_namesIt() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamSettings.of("nothing", SPEC, RESOURCES))
                .withMessageContaining("no stream source is named 'nothing'");
    }

    @Test
    void of_wrongStartingPosition_namesTheTwoAllowed() {
        StackSpec wrong = with("counters", "AT_TIMESTAMP", "live-failures");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamSettings.of("source", wrong, RESOURCES))
                .withMessage("startingPosition of 'source' must be TRIM_HORIZON or LATEST, not 'AT_TIMESTAMP'");
    }

    @Test
    void of_fifoQueueOnFailure_isRejected() {
        StackSpec wrong = with("counters", "LATEST", "clicks");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamSettings.of("source", wrong, RESOURCES))
                .withMessage("onFailure of 'source' must be a standard queue, not 'clicks', which is FIFO");
    }

    @Test
    void of_tableWithoutStream_isRejected() {
        StackSpec wrong = with("connections", "LATEST", "live-failures");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamSettings.of("source", wrong, RESOURCES))
                .withMessageContaining("no stream is named 'connections'");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 10_001})
    void batchSize_outOfBounds_isRejected(int size) {
        assertRejected(TestSettings.of("t").batches(size), "batchSize of 'source' must be 1 to 10000, not " + size);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 11})
    void parallelizationFactor_outOfBounds_isRejected(int lanes) {
        assertRejected(
                TestSettings.of("t").lanes(lanes), "parallelizationFactor of 'source' must be 1 to 10, not " + lanes);
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 0, 10_000})
    void of_maximumRetryAttemptsNotMinusOne_isRejected(int most) {
        StackSpec wrong = with("counters", "LATEST", most, -1, "live-failures");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamSettings.of("source", wrong, RESOURCES))
                .withMessage(
                        "maximumRetryAttempts of 'source' must be -1, not %d: the local stack never discards a record",
                        most);
    }

    @ParameterizedTest
    @ValueSource(ints = {-2, 0, 60, 604_800})
    void of_maximumRecordAgeSecondsNotMinusOne_isRejected(int seconds) {
        StackSpec wrong = with("counters", "LATEST", -1, seconds, "live-failures");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> StreamSettings.of("source", wrong, RESOURCES))
                .withMessage(
                        "maximumRecordAgeSeconds of 'source' must be -1, not %d: the local stack never discards a record",
                        seconds);
    }

    private static void assertRejected(TestSettings settings, String message) {
        assertThatIllegalArgumentException().isThrownBy(settings::build).withMessage(message);
    }

    private static StackSpec with(String table, String position, String onFailure) {
        return with(table, position, -1, -1, onFailure);
    }

    private static StackSpec with(String table, String position, int retries, int age, String onFailure) {
        StackSpec.StreamSource like =
                Objects.requireNonNull(SPEC.streamSources().get("shards-to-rollup"));
        Map<String, StackSpec.StreamSource> sources = new HashMap<>();
        sources.put(
                "source",
                new StackSpec.StreamSource(
                        table, like.function(), position, 1, 1, retries, age, true, true, onFailure, like.filters()));
        return new StackSpec(
                SPEC.queues(),
                SPEC.tables(),
                SPEC.functions(),
                SPEC.queueSources(),
                sources,
                SPEC.httpApi(),
                SPEC.webSocketApi());
    }
}
