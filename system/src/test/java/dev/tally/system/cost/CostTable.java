package dev.tally.system.cost;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A table of the cost of workloads and of the calls behind it, for documents. */
final class CostTable {

    private static final String NONE = "-";

    private final Map<String, Map<String, Double>> dollars = new LinkedHashMap<>();
    private final Map<String, Map<String, Double>> calls = new LinkedHashMap<>();

    /**
     * Adds a column.
     *
     * @param million dollars of a million operations, by service
     * @param extra dollars of a million operations that are not in the sum, by name
     * @param one calls and units of one operation, by name
     */
    synchronized void add(
            String workload, Map<String, Double> million, Map<String, Double> extra, Map<String, Double> one) {
        Map<String, Double> withSum = new LinkedHashMap<>(million);
        withSum.put(
                "**sum**",
                million.values().stream().mapToDouble(Double::doubleValue).sum());
        withSum.putAll(extra);
        dollars.put(workload, withSum);
        calls.put(workload, one);
    }

    /** Returns the table in Markdown. */
    synchronized List<String> lines() {
        List<String> lines = new ArrayList<>(table("dollars per million", dollars, "%.2f"));
        lines.add("");
        lines.addAll(table("calls and units of one", calls, "%.3f"));
        return lines;
    }

    private static List<String> table(String title, Map<String, Map<String, Double>> columns, String format) {
        List<String> lines = new ArrayList<>();
        lines.add(row(title, List.copyOf(columns.keySet())));
        lines.add("|---".repeat(columns.size() + 1) + "|");
        for (String name : names(columns)) {
            lines.add(row(
                    name,
                    columns.values().stream()
                            .map(column -> cell(column.get(name), format))
                            .toList()));
        }
        return lines;
    }

    /** Returns the row names, in the order of the columns if they all have the same rows, else sorted. */
    private static Set<String> names(Map<String, Map<String, Double>> columns) {
        Set<Set<String>> all = columns.values().stream().map(Map::keySet).collect(Collectors.toSet());
        return all.size() == 1
                ? all.iterator().next()
                : columns.values().stream()
                        .flatMap(column -> column.keySet().stream())
                        .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String row(String name, List<String> cells) {
        return "| " + name + " | " + String.join(" | ", cells) + " |";
    }

    private static String cell(@Nullable Double number, String format) {
        return number == null ? NONE : String.format(Locale.ROOT, format, number);
    }
}
