package dev.tally.system.scale;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.scale.ScaleCase.Load;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of {@code make scale}, which prints their table. {@code -Dscale.seed=2} selects other random numbers. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ScaleProof {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final Path RESULTS = Path.of("target", "bench", "scale.md");
    private static final long SEED = Long.getLong("scale.seed", 1);
    private static final Duration GROWTH = Duration.ofMinutes(15);
    private static final Duration WARM_UP = Duration.ofMinutes(1);
    private static final Duration MEASURED = Duration.ofMinutes(5);

    private final ScaleReport report = new ScaleReport();

    static Stream<ScaleCase> cases() {
        return Stream.concat(
                Stream.of(1_000, 10_000, 100_000, 1_000_000).map(clicks -> oneCounter("one counter", clicks, 1)),
                Stream.of(1_000, 10_000, 100_000, 1_000_000)
                        .map(clicks -> manyCounters("a million counters", clicks, 1)));
    }

    private static ScaleCase oneCounter(String name, int clicksPerSecond, int coalesced) {
        return ScaleCase.of(name, new Load(1, 1, 10, clicksPerSecond, coalesced), GROWTH, MEASURED);
    }

    private static ScaleCase manyCounters(String name, int clicksPerSecond, int coalesced) {
        return ScaleCase.of(name, new Load(1_000_000, 1_000, 1, clicksPerSecond, coalesced), WARM_UP, MEASURED);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void case_everyPromise_holds(ScaleCase scaleCase) {
        ScaleResult result = ScaleSimulation.run(scaleCase, SEED, ROOT);
        report.add(result);
        assertThat(result.lost())
                .as("clicks that were accepted, and are neither counted nor waiting")
                .isZero();
        assertThat(result.broken()).as("broken promises").isEmpty();
    }

    @AfterAll
    void write() throws IOException {
        Files.createDirectories(RESULTS.getParent());
        Files.write(RESULTS, report.lines());
        report.lines().forEach(line -> System.out.println("scale: " + line));
    }
}
