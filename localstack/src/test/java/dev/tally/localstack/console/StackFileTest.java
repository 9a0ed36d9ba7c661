package dev.tally.localstack.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StackFileTest {

    private static final String PID = "pid=" + ProcessHandle.current().pid();

    @TempDir
    private Path directory;

    @Test
    void write_newDirectory_hasALineForTheProcessAndForEachAddress() throws IOException {
        Path path = directory.resolve("target/stack.properties");

        new StackFile(path).write(Map.of("url", "http://localhost:8080", "log", "/tmp/stack.log"));

        assertThat(Files.readAllLines(path)).containsExactly(PID, "log=/tmp/stack.log", "url=http://localhost:8080");
        assertThat(files(directory.resolve("target"))).containsExactly(path);
    }

    @Test
    void write_whileOthersRead_isNeverSeenInParts() throws IOException {
        Path path = directory.resolve("stack.properties");
        StackFile file = new StackFile(path);
        Map<String, String> addresses = Map.of("url", "x".repeat(100_000));
        file.write(addresses);
        CompletableFuture<Void> writes = CompletableFuture.runAsync(() -> {
            for (int time = 0; time < 200; time++) {
                file.write(addresses);
            }
        });
        while (!writes.isDone()) {
            assertThat(Files.size(path)).isGreaterThan(100_000);
        }
        writes.join();
    }

    @Test
    void write_notADirectory_namesTheSetting() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");

        assertThatThrownBy(() -> new StackFile(file.resolve("stack.properties")).write(Map.of()))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("TALLY_STACK_FILE");
    }

    @Test
    void delete_own_removesIt() throws IOException {
        StackFile file = new StackFile(directory.resolve("stack.properties"));
        file.write(Map.of());

        file.delete();
        file.delete();

        assertThat(files(directory)).isEmpty();
    }

    @Test
    void delete_replacedByAnotherStack_keepsIt() throws IOException {
        Path path = directory.resolve("stack.properties");
        StackFile file = new StackFile(path);
        file.write(Map.of());
        Files.writeString(path, PID + "0\n");

        file.delete();

        assertThat(path).exists();
    }

    private static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.toList();
        }
    }
}
