package dev.tally.localstack.console;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The file by which tools find the running stack: {@code key=value} lines, one of them with its process id. */
public final class StackFile {

    private static final String OWNER = "pid=" + ProcessHandle.current().pid();

    private final Path path;

    public StackFile(Path path) {
        this.path = path;
    }

    /** Replaces the file at once, so that no reader finds a part of it. */
    public void write(Map<String, String> addresses) {
        List<String> lines = Stream.concat(
                        Stream.of(OWNER),
                        new TreeMap<>(addresses).entrySet().stream().map(Map.Entry::toString))
                .toList();
        try {
            Path directory = Files.createDirectories(path.toAbsolutePath().getParent());
            Path written = Files.createTempFile(directory, path.getFileName().toString(), null);
            Files.write(written, lines);
            Files.move(written, path, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failed) {
            throw new IllegalStateException(
                    "cannot write " + path + ": set TALLY_STACK_FILE to a file in a writable directory", failed);
        }
    }

    /** Deletes the file, unless another stack has replaced it. */
    public void delete() {
        try {
            if (Files.readAllLines(path).contains(OWNER)) {
                Files.delete(path);
            }
        } catch (IOException gone) {
            // The file was never written, or it was deleted by other means.
        }
    }
}
