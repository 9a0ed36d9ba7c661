package dev.tally.load;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a scenario came to.
 *
 * @param load what was asked of the stack, in words
 * @param counted the sum of the final counts
 * @param wrong the counters whose count was not what was promised, with the count
 * @param errors how many presses were not accepted, by what was answered
 * @param seen null without viewers
 * @param usage null where the stack is not ours to look at
 * @param memory of each process; empty but where memory is what is measured
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
     * What viewers saw.
     *
     * @param ended those that ended on the final count
     * @param sightings how often a click was seen by a viewer
     * @param delay from a press to each viewer
     */
    record Seen(long ended, long viewers, long sightings, Millis delay) {}

    /** What was used while clicks were pressed: cores on average, memory at the end. */
    record Usage(
            double stackCores, double functionCores, double loadCores, long stackMegabytes, long functionMegabytes) {}

    /**
     * The memory of one process, in megabytes.
     *
     * @param perHour by how much what it held grew, by the line through all readings
     * @param liveFrom the objects that it needed before; null where nobody could tell, as of a process that started meanwhile
     */
    record Memory(
            String process,
            double from,
            double to,
            double perHour,
            @Nullable Double liveFrom,
            @Nullable Double liveTo) {}

    /**
     * What was aimed at.
     *
     * @param required whether the suite fails where it is missed
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
