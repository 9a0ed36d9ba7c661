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

/** Makes one table of what the scenarios came to, and fails where one that was asked for did not pass. */
public final class LoadTable {

    /** All scenarios, in the order of the table. */
    static final List<String> SCENARIOS = List.of("users", "rate", "hot", "cold", "burst", "soak", "viewers");

    /** Where their outcomes are, in the directory of what is built. */
    static final String OUTCOMES = "load";

    private static final String NOT_MEASURED = "not measured";
    private static final int WRONG_SHOWN = 3;

    private final List<String> lines = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /** @param arguments the directory of what is built */
    public static void main(String... arguments) throws IOException {
        Path target = Path.of(arguments[0]);
        List<String> asked = Settings.ofThisProcess().scenario().map(List::of).orElse(SCENARIOS);
        LoadTable table = of(outcomes(target.resolve(OUTCOMES)), asked);
        Path file = target.resolve("load.md");
        Files.createDirectories(target);
        Files.write(file, table.lines);
        table.lines.forEach(System.out::println);
        System.out.println();
        for (String scenario : asked) {
            report(target.resolve("gatling"), scenario).ifPresent(path -> System.out.println("report: " + path));
        }
        System.out.println("table: " + file);
        if (!table.failures.isEmpty()) {
            throw new IllegalStateException("load: " + String.join("; ", table.failures));
        }
    }

    /**
     * The table of some scenarios.
     *
     * @param asked those that must have passed; the others were run before
     */
    static LoadTable of(List<ScenarioResult> outcomes, List<String> asked) {
        LoadTable table = new LoadTable();
        table.lines.add(
                "| scenario | load | asked | accepted | counted | seen | p50 ms | p95 ms | p99 ms | errors | cores"
                        + " | memory MB | goal | exact |");
        table.lines.add("|---|---|---|---|---|---|---|---|---|---|---|---|---|---|");
        outcomes.forEach(table::row);
        outcomes.stream().filter(outcome -> outcome.seen() != null).forEach(table::seen);
        outcomes.stream().filter(outcome -> !outcome.memory().isEmpty()).forEach(table::memory);
        outcomes.stream().filter(outcome -> asked.contains(outcome.scenario())).forEach(table::failed);
        asked.stream()
                .filter(scenario -> outcomes.stream()
                        .noneMatch(outcome -> outcome.scenario().equals(scenario)))
                .forEach(scenario -> table.failures.add(scenario + " did not finish"));
        return table;
    }

    List<String> lines() {
        return lines;
    }

    /** Why the suite fails; empty if it passes. */
    List<String> failures() {
        return failures;
    }

    private void row(ScenarioResult outcome) {
        lines.add(Stream.of(
                        outcome.scenario(),
                        outcome.load(),
                        outcome.asked(),
                        outcome.accepted(),
                        outcome.counted(),
                        seenCell(outcome.seen()),
                        millis(outcome.answer(), " | "),
                        errors(outcome.errors()),
                        usage(outcome.usage(), LoadTable::cores),
                        usage(outcome.usage(), LoadTable::megabytes),
                        goals(outcome),
                        outcome.isExact() ? "yes" : "**NO**")
                .map(String::valueOf)
                .collect(Collectors.joining(" | ", "| ", " |")));
    }

    private void seen(ScenarioResult outcome) {
        Seen seen = outcome.seen();
        if (seen != null) {
            lines.add("");
            lines.add(outcome.scenario() + ": from a press to each viewer p50, p95, p99 " + millis(seen.delay(), ", ")
                    + " ms, " + seen.sightings() + " sightings");
        }
    }

    private void memory(ScenarioResult outcome) {
        lines.add("");
        lines.add("| " + outcome.scenario()
                + ": process | held MB, from | to | growth MB/hour | live objects MB, from | to |");
        lines.add("|---|---|---|---|---|---|");
        for (Memory process : outcome.memory()) {
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

    private void failed(ScenarioResult outcome) {
        if (!outcome.isExact()) {
            String some = new TreeMap<>(outcome.wrong())
                    .entrySet().stream()
                            .limit(WRONG_SHOWN)
                            .map(Map.Entry::toString)
                            .collect(Collectors.joining(", "));
            failures.add(
                    outcome.scenario() + " is not exact: " + outcome.wrong().size() + " counters, such as " + some);
        }
        outcome.goals().stream()
                .filter(goal -> goal.required() && !goal.met())
                .forEach(goal -> failures.add(outcome.scenario() + " missed " + goal.aim()));
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

    private static String goals(ScenarioResult outcome) {
        return outcome.goals().stream()
                .map(goal -> goal.aim() + ": " + (goal.met() ? "met" : "**missed**"))
                .collect(Collectors.joining(", "));
    }

    private static List<ScenarioResult> outcomes(Path directory) throws IOException {
        List<ScenarioResult> outcomes = new ArrayList<>();
        for (String scenario : SCENARIOS) {
            if (ScenarioResult.exists(directory, scenario)) {
                outcomes.add(ScenarioResult.read(directory, scenario));
            }
        }
        return outcomes;
    }

    /** Gatling's newest report of a scenario. */
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
