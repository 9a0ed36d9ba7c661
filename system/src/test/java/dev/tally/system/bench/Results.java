package dev.tally.system.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** The results of a benchmark, in {@code target/bench}. Each line is written at once, so that an aborted run keeps its rows. */
final class Results {

    private final Path file;
    private final List<String> lines = new ArrayList<>();

    /**
     * @param name of the file without {@code .md}
     * @param header the first lines
     */
    Results(String name, String... header) {
        this.file = Path.of("target", "bench", name + ".md");
        lines.addAll(Arrays.asList(header));
    }

    /** Adds a line. */
    void line(String format, Object... values) {
        lines.add(String.format(Locale.ROOT, format, values));
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, lines);
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    /** Returns the first table with given columns at the beginning of its header. */
    MarkdownTable table(String columns) {
        return MarkdownTable.find(lines, columns);
    }

    /** Writes a chart beside the lines. */
    void chart(Chart chart) throws IOException {
        String name = file.getFileName().toString();
        chart.write(file.resolveSibling(name.replace(".md", ".svg")));
    }
}
