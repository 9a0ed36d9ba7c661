package dev.tally.load;

import dev.tally.load.ScenarioResult.Memory;
import dev.tally.load.ScenarioResult.Millis;
import dev.tally.load.ScenarioResult.Seen;
import dev.tally.load.ScenarioResult.Usage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The table of all results. Its program fails if a requested scenario did not pass. */
public final class LoadTable {

    /** The scenarios, in the order of the table. */
    static final List<String> SCENARIOS = List.of("users", "rate", "hot", "cold", "burst", "soak", "viewers");

    /** The directory of their results, below the build directory. */
    static final String RESULTS = "load";

    private static final String NOT_MEASURED = "not measured";
    private static final int MAX_WRONG_LISTED = 3;

    private final List<String> lines = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /** @param arguments the build directory */
    public static void main(String... arguments) throws IOException {
        Path target = Path.of(arguments[0]);
        List<String> requested =
                Settings.ofSystemProperties().scenario().map(List::of).orElse(SCENARIOS);
        LoadTable table = of(results(target.resolve(RESULTS)), requested);
        Path file = target.resolve("load.md");
        Files.createDirectories(target);
        Files.write(file, table.lines);
        table.lines.forEach(System.out::println);
        System.out.println();
        for (String scenario : requested) {
            report(target.resolve("gatling"), scenario).ifPresent(path -> System.out.println("report: " + path));
        }
        System.out.println("table: " + file);
        if (!table.failures.isEmpty()) {
            throw new IllegalStateException("load: " + String.join("; ", table.failures));
        }
    }

    /**
     * Returns the table of some results.
     *
     * @param requested the scenarios that must have passed; the others are of earlier runs
     */
    static LoadTable of(List<ScenarioResult> results, List<String> requested) {
        LoadTable table = new LoadTable();
        table.lines.add(
                "| scenario | load | asked | accepted | counted | seen | p50 ms | p95 ms | p99 ms | errors | cores"
                        + " | memory MB | goal | exact |");
        table.lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        results.forEach(table::row);
        results.stream().filter(result -> result.seen() != null).forEach(table::seen);
        results.stream().filter(result -> !result.memory().isEmpty()).forEach(table::memory);
        results.stream().filter(result -> requested.contains(result.scenario())).forEach(table::failed);
        requested.stream()
                .filter(scenario ->
                        results.stream().noneMatch(result -> result.scenario().equals(scenario)))
                .forEach(scenario -> table.failures.add(scenario + " did not finish"));
        return table;
    }

    List<String> lines() {
        return lines;
    }

    /** Returns the reasons for a failure of the suite; empty if it passes. */
    List<String> failures() {
        return failures;
    }

    private void row(ScenarioResult result) {
        lines.add(Stream.of(
                        result.scenario(),
                        result.load(),
                        result.asked(),
                        result.accepted(),
                        result.counted(),
                        seenCell(result.seen()),
                        millis(result.answer(), " | "),
                        errors(result.errors()),
                        usage(result.usage(), LoadTable::cores),
                        usage(result.usage(), LoadTable::megabytes),
                        goals(result),
                        result.isExact() ? "yes" : "**NO**")
                .map(String::valueOf)
                .collect(Collectors.joining(" | ", "| ", " |")));
    }

    private void seen(ScenarioResult result) {
        Seen seen = result.seen();
        if (seen != null) {
            lines.add("");
            lines.add(result.scenario() + ": from a press to each viewer p50, p95, p99 " + millis(seen.delay(), ", ")
                    + " ms, " + seen.sightings() + " sightings");
        }
    }

    private void memory(ScenarioResult result) {
        lines.add("");
        lines.add("| " + result.scenario()
                + ": process | held MB, from | to | growth MB/hour | live objects MB, from | to |");
        lines.add("|---|---|---|---|---|---|");
        for (Memory process : result.memory()) {
            lines.add(String.format(
                    Locale.ROOT,
                    "| %s | %.1f | %.1f | %.1f | %s | %s |",
                    process.process(),
                    process.from(),
                    process.to(),
                    process.perHour(),
                    live(process.liveFrom()),
                    live(process.liveTo())));
        }
    }

    private void failed(ScenarioResult result) {
        if (!result.isExact()) {
            String some = new TreeMap<>(result.wrong())
                    .entrySet().stream()
                            .limit(MAX_WRONG_LISTED)
                            .map(Map.Entry::toString)
                            .collect(Collectors.joining(", "));
            failures.add(result.scenario() + " is not exact: " + result.wrong().size() + " counters, such as " + some);
        }
        result.goals().stream()
                .filter(goal -> goal.required() && !goal.met())
                .forEach(goal -> failures.add(result.scenario() + " missed " + goal.aim()));
    }

    private static String seenCell(@Nullable Seen seen) {
        return seen == null ? "" : seen.ended() + " of " + seen.viewers() + " viewers";
    }

    private static String millis(Millis millis, String between) {
        return Stream.of(millis.p50(), millis.p95(), millis.p99())
                .map(some -> String.format(Locale.ROOT, "%.1f", some))
                .collect(Collectors.joining(between));
    }

    private static String errors(Map<String, Long> errors) {
        long all = errors.values().stream().mapToLong(Long::longValue).sum();
        return all == 0
                ? "0"
                : new TreeMap<>(errors)
                        .entrySet().stream()
                                .map(error -> error.getKey() + ": " + error.getValue())
                                .collect(Collectors.joining(", ", all + " (", ")"));
    }

    private static String usage(@Nullable Usage usage, Function<Usage, String> text) {
        return usage == null ? NOT_MEASURED : text.apply(usage);
    }

    private static String cores(Usage usage) {
        return String.format(
                Locale.ROOT,
                "stack %.2f, functions %.2f, load %.2f",
                usage.stackCores(),
                usage.functionCores(),
                usage.loadCores());
    }

    private static String megabytes(Usage usage) {
        return "stack " + usage.stackMegabytes() + ", functions " + usage.functionMegabytes();
    }

    private static String live(@Nullable Double megabytes) {
        return megabytes == null ? NOT_MEASURED : String.format(Locale.ROOT, "%.1f", megabytes);
    }

    private static String goals(ScenarioResult result) {
        return result.goals().stream()
                .map(goal -> goal.aim() + ": " + (goal.met() ? "met" : "**missed**"))
                .collect(Collectors.joining(", "));
    }

    private static List<ScenarioResult> results(Path directory) throws IOException {
        List<ScenarioResult> results = new ArrayList<>();
        for (String scenario : SCENARIOS) {
            if (ScenarioResult.exists(directory, scenario)) {
                results.add(ScenarioResult.read(directory, scenario));
            }
        }
        return results;
    }

    /** Returns Gatling's newest report of a scenario. */
    private static Optional<Path> report(Path reports, String scenario) throws IOException {
        if (!Files.isDirectory(reports)) {
            return Optional.empty();
        }
        try (Stream<Path> all = Files.list(reports)) {
            return all.filter(run -> run.getFileName().toString().startsWith(scenario + "simulation-"))
                    .map(run -> run.resolve("index.html"))
                    .filter(Files::exists)
                    .max(Comparator.naturalOrder());
        }
    }
}
