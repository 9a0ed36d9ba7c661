package dev.tally.localstack.console;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Scanner;
import java.util.concurrent.atomic.AtomicInteger;

/** The terminal on which the stack runs. */
public final class Terminal {

    /** Moves to the beginning of the current line and clears the line. */
    static final String CLEAR_LINE = "\r\u001b[K";

    private static final int DEFAULT_COLUMNS = 80;

    private final AtomicInteger columns = new AtomicInteger(DEFAULT_COLUMNS);

    private Terminal() {}

    /** Returns whether input and output are a terminal that can clear a line. */
    @SuppressWarnings("SystemConsoleNull")
    public static boolean isPresent() {
        // From Java 22 on, System.console() is null without a terminal only if this property is set.
        System.setProperty("jdk.console", "java.base");
        return System.console() != null && !"dumb".equals(System.getenv("TERM"));
    }

    /** Measures the terminal now and after each change of its size. */
    static Terminal open() {
        Terminal terminal = new Terminal();
        terminal.measure();
        SignalHandlers.set("WINCH", terminal::measure);
        return terminal;
    }

    int columns() {
        return columns.get();
    }

    private void measure() {
        columns.set(columnsNow());
    }

    private static int columnsNow() {
        try {
            Process stty = new ProcessBuilder("stty", "size")
                    .redirectInput(new File("/dev/tty"))
                    .start();
            try (Scanner size = new Scanner(stty.getInputStream(), StandardCharsets.UTF_8)) {
                // The number of rows comes first. A terminal without a known size has 0 columns.
                size.nextInt();
                int measured = size.nextInt();
                return measured > 0 ? measured : DEFAULT_COLUMNS;
            }
        } catch (IOException | RuntimeException unknown) {
            return DEFAULT_COLUMNS;
        }
    }
}
