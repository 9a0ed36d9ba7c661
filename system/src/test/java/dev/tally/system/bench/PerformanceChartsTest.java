package dev.tally.system.bench;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.spec.ProjectRoot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * The charts of {@code docs/performance.md}, which show its tables. After a change of the tables, {@code
 * -Dcharts.write=true} writes them again.
 */
class PerformanceChartsTest {

    private static final Path DOCS = ProjectRoot.above(Path.of("")).resolve("docs");

    @Test
    void charts_ofTheDocument_showItsTables() throws IOException {
        List<String> document = Files.readAllLines(DOCS.resolve("performance.md"));
        Map<String, Chart> charts = Map.of(
                "live", LiveBench.chart(MarkdownTable.find(document, "| budget, pushes/s |")),
                "clicks", ClickBench.chart(MarkdownTable.find(document, "| asked/s |")),
                "cold-start", ColdStartBench.chart(MarkdownTable.find(document, "| JDK | function |")));
        for (Map.Entry<String, Chart> chart : charts.entrySet()) {
            String name = "images/" + chart.getKey() + ".svg";
            if (Boolean.getBoolean("charts.write")) {
                chart.getValue().write(DOCS.resolve(name));
            }
            assertThat(DOCS.resolve(name))
                    .as(
                            "%s; write it again with ./mvnw test -pl system -am -Dtest=PerformanceChartsTest"
                                    + " -Dcharts.write=true -Dsurefire.failIfNoSpecifiedTests=false",
                            name)
                    .hasContent(chart.getValue().svg());
            assertThat(document).as("images in docs/performance.md").anyMatch(line -> line.contains("](" + name + ")"));
        }
    }
}
