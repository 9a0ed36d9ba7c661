package dev.tally.runtime.progress;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressTest {

    @TempDir
    private Path directory;

    @Test
    void append_steps_addsALineForEach() {
        Path file = directory.resolve("steps");

        Progress.append(file, 2, "seed 1");
        Progress.append(file, 2, "seed 2");

        assertThat(file).hasContent("2 seed 1\n2 seed 2\n");
    }
}
