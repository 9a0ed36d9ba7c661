package dev.tally.system.bench;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A Markdown table, from which a chart takes its columns. */
record MarkdownTable(List<String> columns, List<List<String>> rows) {

    /**
     * Reads the first table with given columns at the beginning of its header.
     *
     * @param columns such as {@code | shards |}
     */
    static MarkdownTable find(List<String> lines, String columns) {
        int header = 0;
        while (header < lines.size() && !lines.get(header).startsWith(columns)) {
            header++;
        }
        if (header == lines.size()) {
            throw new IllegalArgumentException("no table begins with " + columns);
        }
        List<List<String>> rows = new ArrayList<>();
        for (int row = header + 2; row < lines.size() && lines.get(row).startsWith("|"); row++) {
            rows.add(cells(lines.get(row)));
        }
        return new MarkdownTable(cells(lines.get(header)), rows);
    }

    boolean has(String column) {
        return columns.contains(column);
    }

    List<String> texts(String column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("no column is named '" + column + "', there are " + columns);
        }
        return rows.stream().map(row -> row.get(index)).toList();
    }

    /** Returns a column as the bars of one colour. */
    Chart.Series series(String column, String name) {
        return new Chart.Series(
                name,
                texts(column).stream()
                        .map(number -> Double.valueOf(number.replace(",", "")))
                        .toList());
    }

    private static List<String> cells(String line) {
        return Arrays.stream(line.substring(1).split("\\|")).map(String::strip).toList();
    }
}
