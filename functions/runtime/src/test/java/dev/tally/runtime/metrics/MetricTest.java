package dev.tally.runtime.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class MetricTest {

    private static final Path OPERATIONS = Path.of("..", "..", "docs", "operations.md");
    private static final Pattern NAME = Pattern.compile("([A-Z][a-z]+)+");

    @Test
    void names_all_haveOneFormAndMatchTheirConstants() {
        assertThat(Metric.values()).allSatisfy(metric -> {
            assertThat(metric.toString()).matches(NAME);
            assertThat(metric.toString()).isEqualToIgnoringCase(metric.name().replace("_", ""));
        });
    }

    @Test
    void operations_table_hasTheMeaningOfEach() throws IOException {
        List<String> table = Files.readAllLines(OPERATIONS).stream()
                .dropWhile(line -> !line.equals("## Metrics"))
                .filter(line -> line.startsWith("| `"))
                .map(row -> row.replaceAll("\\|[^|]*\\|$", "|"))
                .toList();

        assertThat(table)
                .containsExactlyElementsOf(Arrays.stream(Metric.values())
                        .map(metric -> "| `%s` | %s | %s |".formatted(metric, metric.unit(), metric.meaning()))
                        .toList());
    }
}
