package dev.tally.system.scale;

import dev.tally.system.scale.ScaleResult.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The table of {@code make scale}. */
final class ScaleReport {

    private final List<String> lines = new ArrayList<>(List.of(
            "| case | clicks/s | viewers | counted/s | rejected | lag p50, p95 s | after s | pushes/s | polls/s | screen p50, p95 s"
                    + " | $/h | quota |",
            "|---|---|---|---|---|---|---|---|---|---|---|---|"));

    private final List<String> raised = new ArrayList<>();

    void add(ScaleResult result) {
        lines.add(String.format(
                Locale.ROOT,
                "| %s | %,.0f | %,d | %,.0f | %s | %s | %.0f | %,.0f | %,.0f | %s | %,.2f | %s |",
                result.of().name(),
                result.of().load().clicksPerSecond(),
                (long) result.of().load().watched() * result.of().load().viewers(),
                result.counted(),
                rejected(result.rejected()),
                quantiles(result.lag()),
                result.settled(),
                result.pushes(),
                result.polls(),
                quantiles(result.screen()),
                result.dollarsPerHour(),
                result.binding()));
        if (!result.of().limits().raised().isEmpty()) {
            raised.add(raised(result.of()));
        }
    }

    List<String> lines() {
        return Stream.concat(lines.stream(), raised.stream()).toList();
    }

    private static String raised(ScaleCase scaleCase) {
        return scaleCase.limits().raised().entrySet().stream()
                .map(quota -> String.format(Locale.ROOT, "%s %,.0f", quota.getKey(), quota.getValue()))
                .sorted()
                .collect(Collectors.joining(", ", "\n" + scaleCase.name() + ": ", ""));
    }

    private static String rejected(Map<Press.Rejection, Double> rejected) {
        return rejected.isEmpty()
                ? "0"
                : rejected.entrySet().stream()
                        .map(entry -> String.format(
                                Locale.ROOT,
                                "%.1f %% %s",
                                entry.getValue() * 100,
                                entry.getKey().name().toLowerCase(Locale.ROOT)))
                        .collect(Collectors.joining(", "));
    }

    private static String quantiles(Quantiles delay) {
        return String.format(Locale.ROOT, "%.2f, %.2f", delay.p50(), delay.p95());
    }
}
