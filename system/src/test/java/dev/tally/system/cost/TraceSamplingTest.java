package dev.tally.system.cost;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.tally.localstack.spec.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class TraceSamplingTest {

    private static final Offset<Double> EXACT = within(1e-12);
    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final double HOURS_PER_MONTH = 730;
    private static final double SECONDS_PER_MONTH = HOURS_PER_MONTH * 3600;

    @Test
    void share_onePerSecondOrLess_isAll() {
        assertThat(TraceSampling.share(0.2)).isEqualTo(1, EXACT);
        assertThat(TraceSampling.share(1)).isEqualTo(1, EXACT);
    }

    @Test
    void share_moreThanOnePerSecond_isOneAndFivePercentOfTheOthers() {
        assertThat(TraceSampling.share(21) * 21).isEqualTo(2, EXACT);
        assertThat(TraceSampling.share(1_000_000)).isEqualTo(0.05, within(1e-5));
    }

    /** The invocations of an operation are those of the table of calls in that document. */
    @Test
    void operations_examplesPerMonth_haveTheDollarsOfTheirTraces() throws IOException {
        double pushes = 500 * SECONDS_PER_MONTH;

        assertThat(traces("a blog")).isEqualTo(dollars(100_000, 100_000, 100_000, 300_000, 3));
        assertThat(traces("a shop")).isEqualTo(dollars(10e6, 10e6, 10e6, 100e6, 100));
        assertThat(traces("a vote on television")).isEqualTo(dollars(1000e6, 110e6, 10e6, pushes, 10_000));
        assertThat(traces("the same, coalesced by ten")).isEqualTo(dollars(100e6, 12e6, 2e6, pushes, 10_000));
    }

    /** Returns the dollars of a month's traces, if everything is spread evenly over the month. */
    private static long dollars(double presses, double batches, double rollups, double pushes, double viewers) {
        double viewerHours = viewers * HOURS_PER_MONTH;
        Map<String, Double> invocations = Map.of(
                "press", presses,
                "aggregator", batches,
                "rollup", rollups,
                "fanout", rollups + pushes / 10 + 4 * viewerHours,
                "connections", 15 * viewerHours);
        double traces = invocations.values().stream()
                .mapToDouble(number -> number * TraceSampling.share(number / SECONDS_PER_MONTH))
                .sum();
        return Math.round(traces * Prices.load(ROOT).perMillion().traces() / 1e6);
    }

    /** Returns the last cell of a row. */
    private static long traces(String example) throws IOException {
        List<String> cells = Files.readAllLines(ROOT.resolve(Path.of("docs", "operations.md"))).stream()
                .filter(line -> line.startsWith("| " + example + " |"))
                .map(line -> line.replaceFirst(".*\\| ([0-9,]+) \\|$", "$1").replace(",", ""))
                .toList();
        assertThat(cells).hasSize(1);
        return Long.parseLong(cells.get(0));
    }
}
