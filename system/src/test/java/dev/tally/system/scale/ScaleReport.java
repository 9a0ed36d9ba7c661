package dev.tally.system.scale;

import dev.tally.system.scale.ScaleResult.Quantiles;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The table of {@code make scale}. */
final class ScaleReport {

    private final List<String> lines = new ArrayList<>(List.of(
            "| case | clicks/s | counted/s | rejected | lag p50, p95 s | shards, after | $/h | quota |",
            "|---|---|---|---|---|---|---|---|"));

    void add(ScaleResult result) {
        lines.add(String.format(
                Locale.ROOT,
                "| %s | %,.0f | %,.0f | %s | %s | %d, %.0f s | %,.2f | %s |",
                result.of().name(),
                result.asked(),
                result.counted(),
                rejected(result.rejected()),
                quantiles(result.lag()),
                result.shards(),
                result.settled(),
                result.dollarsPerHour(),
                result.binding()));
    }

    List<String> lines() {
        return lines;
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
