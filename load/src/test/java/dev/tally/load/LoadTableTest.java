package dev.tally.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.load.ScenarioResult.Goal;
import dev.tally.load.ScenarioResult.Memory;
import dev.tally.load.ScenarioResult.Millis;
import dev.tally.load.ScenarioResult.Seen;
import dev.tally.load.ScenarioResult.Usage;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadTableTest {

    private static final ScenarioResult HOT = new ScenarioResult(
            "hot",
            "500 clicks/s",
            100,
            97,
            98,
            Map.of(),
            Map.of("429", 2L, "no answer", 1L),
            new Millis(8.04, 15.1, 20.9),
            new Seen(9, 10, 960, new Millis(100, 152, 221)),
            new Usage(0.91, 0.6, 0.3, 800, 950),
            List.of(),
            List.of(new Goal("p95 < 50 ms", true, false)));

    @Test
    void of_result_isARowOfAllFigures() {
        assertThat(LoadTable.of(List.of(HOT), List.of("hot")).lines())
                .contains(
                        "| hot | 500 clicks/s | 100 | 97 | 98 | 9 of 10 viewers | 8.0 | 15.1 | 20.9 | 3 (429: 2, no answer: 1)"
                                + " | stack 0.91, functions 0.60, load 0.30 | stack 800, functions 950 | p95 < 50 ms: met | yes |",
                        "hot: from a press to each viewer p50, p95, p99 100.0, 152.0, 221.0 ms, 960 sightings");
    }

    @Test
    void of_allPassed_hasNoFailure() {
        assertThat(LoadTable.of(List.of(HOT), List.of("hot")).failures()).isEmpty();
    }

    @Test
    void of_wrongCount_fails() {
        LoadTable table = LoadTable.of(List.of(cold(Map.of("a", 2L), false)), List.of("cold"));
        assertThat(table.lines().get(2)).endsWith("| **NO** |").contains("not measured");
        assertThat(table.failures()).containsExactly("cold is not exact: 1 counters, such as a=2");
    }

    @Test
    void of_missedGoal_failsIfItIsRequired() {
        assertThat(LoadTable.of(List.of(cold(Map.of(), true)), List.of("cold")).failures())
                .containsExactly("cold missed p95 < 1 ms");
        LoadTable table = LoadTable.of(List.of(cold(Map.of(), false)), List.of("cold"));
        assertThat(table.failures()).isEmpty();
        assertThat(table.lines().get(2)).contains("p95 < 1 ms: **missed**");
    }

    @Test
    void of_scenarioWithoutResult_fails() {
        assertThat(LoadTable.of(List.of(HOT), List.of("hot", "soak")).failures())
                .containsExactly("soak did not finish");
    }

    @Test
    void of_scenarioOfAnEarlierRun_isListedAndNotJudged() {
        LoadTable table = LoadTable.of(List.of(HOT, cold(Map.of("a", 2L), true)), List.of("hot"));
        assertThat(table.lines()).anyMatch(line -> line.startsWith("| cold |"));
        assertThat(table.failures()).isEmpty();
    }

    @Test
    void of_memory_isATableOfProcesses() {
        ScenarioResult soak = new ScenarioResult(
                "soak",
                "",
                1,
                1,
                1,
                Map.of(),
                Map.of(),
                new Millis(1, 1, 1),
                null,
                null,
                List.of(new Memory("press", 100, 101.25, 2.5, 20.0, null)),
                List.of());
        assertThat(LoadTable.of(List.of(soak), List.of()).lines())
                .contains("| press | 100.0 | 101.3 | 2.5 | 20.0 | not measured |");
    }

    @Test
    void read_writtenResult_isEqual(@TempDir Path directory) throws IOException {
        HOT.write(directory);
        assertThat(ScenarioResult.exists(directory, "hot")).isTrue();
        assertThat(ScenarioResult.read(directory, "hot")).isEqualTo(HOT);
        assertThat(ScenarioResult.exists(directory, "cold")).isFalse();
    }

    private static ScenarioResult cold(Map<String, Long> wrong, boolean required) {
        return new ScenarioResult(
                "cold",
                "",
                1,
                1,
                1,
                wrong,
                Map.of(),
                new Millis(1, 1, 1),
                null,
                null,
                List.of(),
                List.of(new Goal("p95 < 1 ms", false, required)));
    }
}
