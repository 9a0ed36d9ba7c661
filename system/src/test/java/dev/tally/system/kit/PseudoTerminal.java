package dev.tally.system.kit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;

/** A command in a terminal of 24 rows and 80 columns, which the program {@code script} provides. */
public final class PseudoTerminal implements AutoCloseable {

    /** The key that interrupts the command. */
    public static final String CONTROL_C = "\u0003";

    private static final String COLUMNS = "stty rows 24 cols 80; exec ";

    private final Process script;
    private final ByteArrayOutputStream output = new ByteArrayOutputStream();
    private final Thread reader;

    private PseudoTerminal(Process script) {
        this.script = script;
        this.reader = new Thread(this::read, "pseudo-terminal");
        reader.setDaemon(true);
        reader.start();
    }

    /** Starts a command, or skips the test if this machine has no {@code script}. */
    public static PseudoTerminal start(Path directory, Map<String, String> environment, String... command)
            throws IOException {
        if (Programs.onPath("script").isEmpty()) {
            System.err.println("SKIPPED: tests in a terminal: there is no program script on the PATH;"
                    + " install it: util-linux or bsdutils");
            abort("no script");
        }
        ProcessBuilder builder = new ProcessBuilder(command(command))
                .directory(directory.toFile())
                .redirectErrorStream(true);
        builder.environment().put("TERM", "xterm");
        builder.environment().put("SHELL", "/bin/sh");
        builder.environment().putAll(environment);
        return new PseudoTerminal(builder.start());
    }

    /** Returns the call of {@code script}, which on macOS has other options than on Linux. */
    private static List<String> command(String... command) {
        String line = COLUMNS
                + Arrays.stream(command)
                        .map(word -> "'" + word.replace("'", "'\\''") + "'")
                        .collect(Collectors.joining(" "));
        return System.getProperty("os.name").startsWith("Linux")
                ? List.of("script", "--quiet", "--return", "--command", line, "/dev/null")
                : List.of("script", "-q", "/dev/null", "/bin/sh", "-c", line);
    }

    private void read() {
        try (InputStream terminal = script.getInputStream()) {
            terminal.transferTo(output);
        } catch (IOException closed) {
            output.writeBytes(("\n" + closed.getMessage()).getBytes(StandardCharsets.UTF_8));
        }
    }

    /** Sends keys to the command. */
    public void type(String keys) throws IOException {
        OutputStream keyboard = script.getOutputStream();
        keyboard.write(keys.getBytes(StandardCharsets.UTF_8));
        keyboard.flush();
    }

    /** Returns the output so far, with carriage returns only where the command moved back in its line. */
    public String output() {
        return output.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }

    /** Returns the process of the command, for signals. */
    public ProcessHandle command() {
        return script.children().findFirst().orElseThrow();
    }

    /** Waits for the end of the command, and returns its exit code. */
    public int exit(Duration most) throws InterruptedException {
        assertThat(script.waitFor(most.toMillis(), TimeUnit.MILLISECONDS))
                .as("the command ends within %s; its output: %s", most, output())
                .isTrue();
        reader.join();
        return script.exitValue();
    }

    /** Kills the command and its processes. */
    @Override
    public void close() {
        List<ProcessHandle> all = new ArrayList<>(script.descendants().toList());
        all.add(script.toHandle());
        all.forEach(ProcessHandle::destroyForcibly);
    }
}
