package dev.tally.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The result of a scenario.
 *
 * @param load the load in words
 * @param counted the sum of the final counts
 * @param wrong the counters with a count that contradicts the answers, and that count
 * @param errors the number of presses that were not accepted, by answer
 * @param seen null without viewers
 * @param usage null if the stack was started outside this process
 * @param memory of each process; empty if it was not measured
 */
record ScenarioResult(
        String scenario,
        String load,
        long asked,
        long accepted,
        long counted,
        Map<String, Long> wrong,
        Map<String, Long> errors,
        Millis answer,
        @Nullable Seen seen,
        @Nullable Usage usage,
        List<Memory> memory,
        List<Goal> goals) {

    private static final JsonMapper JSON = new JsonMapper();

    /** Percentiles of a time. */
    record Millis(double p50, double p95, double p99) {}

    /**
     * The counts that viewers received.
     *
     * @param ended viewers that ended on the final count
     * @param sightings the clicks that reached each viewer, added up
     * @param delay from a press to each viewer
     */
    record Seen(long ended, long viewers, long sightings, Millis delay) {}

    /** The usage while clicks were pressed: average cores, and memory at the end. */
    record Usage(
            double stackCores, double functionCores, double loadCores, long stackMegabytes, long functionMegabytes) {}

    /**
     * The memory of one process, in megabytes.
     *
     * @param perHour the growth of the resident memory, by the line through all readings
     * @param liveFrom the live objects before; null if not measured, as for a process that started later
     */
    record Memory(
            String process,
            double from,
            double to,
            double perHour,
            @Nullable Double liveFrom,
            @Nullable Double liveTo) {}

    /**
     * A goal and its result.
     *
     * @param required whether the suite fails if it is missed
     */
    record Goal(String aim, boolean met, boolean required) {}

    boolean isExact() {
        return wrong.isEmpty();
    }

    void write(Path directory) throws IOException {
        Files.createDirectories(directory);
        JSON.writerWithDefaultPrettyPrinter()
                .writeValue(file(directory, scenario).toFile(), this);
    }

    static ScenarioResult read(Path directory, String scenario) throws IOException {
        return JSON.readValue(file(directory, scenario).toFile(), ScenarioResult.class);
    }

    static boolean exists(Path directory, String scenario) {
        return Files.exists(file(directory, scenario));
    }

    private static Path file(Path directory, String scenario) {
        return directory.resolve(scenario + ".json");
    }
}
