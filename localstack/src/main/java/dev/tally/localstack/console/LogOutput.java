package dev.tally.localstack.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.Logger;

/** The places of the log: a file, and the console for errors alone or for everything. */
public final class LogOutput {

    private static final String VARIABLE = "LOG";

    private LogOutput() {}

    /** Returns whether the console shows the whole log, because the environment variable {@code LOG} is 1. */
    public static boolean isShown() {
        return "1".equals(System.getenv(VARIABLE));
    }

    /**
     * Configures the logging of Quarkus, which must not run yet, and deletes the log of an earlier stack.
     *
     * @throws IllegalArgumentException if the environment variable {@code LOG} has an unknown value
     * @throws IllegalStateException if the file cannot be written; the message names the cure
     */
    public static void open(Path file) {
        String shown = System.getenv(VARIABLE);
        if (shown != null && !shown.isEmpty() && !isShown()) {
            throw new IllegalArgumentException(
                    "LOG must be 1, which shows the log in the terminal, or unset, not '" + shown + "'");
        }
        try {
            Files.createDirectories(file.getParent());
            Files.deleteIfExists(file);
            Files.deleteIfExists(Path.of(file + ".1"));
        } catch (IOException failed) {
            throw new IllegalStateException(
                    "cannot write the log " + file + ": set TALLY_LOG_FILE to a file in a writable directory", failed);
        }
        System.setProperty("quarkus.log.file.enabled", "true");
        System.setProperty("quarkus.log.file.path", file.toString());
        if (!isShown()) {
            String overLiveLine = Terminal.isPresent() ? Terminal.CLEAR_LINE : "";
            System.setProperty("quarkus.log.console.level", "ERROR");
            System.setProperty(
                    "quarkus.log.console.format", overLiveLine + "%p %c{1} %s (see " + Banner.display(file) + ")%n");
        }
    }

    /** Ends all output of the log. */
    public static void mute() {
        for (Handler handler : Logger.getLogger("").getHandlers()) {
            handler.setLevel(Level.OFF);
        }
    }
}
