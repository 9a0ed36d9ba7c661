package dev.tally.runtime.progress;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a long command, in the file that {@code tools/progress.sh} reads for its line on a terminal. Standard
 * output would be too late, because Surefire buffers it.
 */
public final class Progress {

    private static final @Nullable String FILE = System.getenv("TALLY_PROGRESS");

    private Progress() {}

    /**
     * Reports the start of a step.
     *
     * @param steps the number of steps of the command, 0 if this process does not know it
     */
    public static void step(int steps, String name) {
        if (FILE != null) {
            append(Path.of(FILE), steps, name);
        }
    }

    static void append(Path file, int steps, String name) {
        try {
            Files.write(file, List.of(steps + " " + name), StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException unwritten) {
            throw new UncheckedIOException(unwritten);
        }
    }
}
