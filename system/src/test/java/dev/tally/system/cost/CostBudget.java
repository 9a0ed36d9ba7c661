package dev.tally.system.cost;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * The most that a workload may use. It may not use anything else.
 *
 * @param limits for a thousand operations of the workload, by the line of {@link CallUsage#per}
 */
record CostBudget(String workload, Map<String, Double> limits) {

    static final double MANY = 1000;

    private static final String FILE = "/cost/budget.yaml";

    static CostBudget load(String workload) {
        try (InputStream yaml = Objects.requireNonNull(CostBudget.class.getResourceAsStream(FILE), FILE)) {
            Map<String, Map<String, Double>> all = new YAMLMapper().readValue(yaml, new TypeReference<>() {});
            return new CostBudget(workload, Objects.requireNonNull(all.get(workload), workload));
        } catch (IOException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    /** Returns a sentence for each figure above the budget. */
    List<String> exceededBy(CallUsage usage, long done) {
        return usage.per(MANY, done).entrySet().stream()
                .filter(line -> line.getValue() > limit(line.getKey()))
                .map(line -> String.format(
                        Locale.ROOT,
                        "%s: %.0f of '%s' per 1,000, but the budget allows %.0f",
                        workload,
                        line.getValue(),
                        line.getKey(),
                        limit(line.getKey())))
                .toList();
    }

    private double limit(String line) {
        return limits.getOrDefault(line, 0.0);
    }
}
