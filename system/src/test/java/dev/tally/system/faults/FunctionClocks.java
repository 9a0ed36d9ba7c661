package dev.tally.system.faults;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The clocks of one stack's functions, which can be set while the processes run.
 *
 * <p>libfaketime intercepts a process's reads of the machine's clock, and adds the current offset in the function's
 * file. The monotonic clock stays right, as when a real clock is set.
 *
 * @see <a href="https://github.com/wolfcw/libfaketime">libfaketime</a>
 */
final class FunctionClocks implements AutoCloseable {

    // The directories of Debian and Fedora.
    private static final @Nullable Path LIBRARY = Stream.of(
                    "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu", "/usr/lib64", "/usr/lib")
            .map(root -> Path.of(root, "faketime", "libfaketimeMT.so.1"))
            .filter(Files::exists)
            .findFirst()
            .orElse(null);

    private final Path directory;

    FunctionClocks(List<String> functions) {
        try {
            directory = Files.createTempDirectory("tally-clocks");
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
        functions.forEach(function -> set(function, Duration.ZERO));
    }

    /** Returns whether this machine has libfaketime. Without it no clock is ever wrong. */
    static boolean canBeSet() {
        return LIBRARY != null;
    }

    /** Returns the environment variables for a function's processes. */
    Map<String, String> variables(String function) {
        if (LIBRARY == null) {
            return Map.of();
        }
        return Map.of(
                "LD_PRELOAD", LIBRARY.toString(),
                "FAKETIME_TIMESTAMP_FILE", file(function).toString(),
                "FAKETIME_NO_CACHE", "1",
                "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                // Its workaround for an old glibc ends each timed wait of a JVM at once.
                "FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /** Sets a clock ahead of the machine's, or behind it, by whole seconds. */
    void set(String function, Duration ahead) {
        Path next = directory.resolve(function + ".next");
        try {
            Files.writeString(next, "%+d\n".formatted(ahead.toSeconds()));
            // In one step, because processes read the file all the time.
            Files.move(next, file(function), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    @Override
    public void close() {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.delete(file);
            }
            Files.delete(directory);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private Path file(String function) {
        return directory.resolve(function);
    }
}
