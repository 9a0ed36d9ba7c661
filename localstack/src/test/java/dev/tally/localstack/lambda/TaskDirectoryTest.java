package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskDirectoryTest {

    @Test
    void unpack_zip_writesItsFilesUntilDeleted(@TempDir Path directory) throws IOException {
        TaskDirectory task = TaskDirectory.unpack("press", zip(directory, "lib/a.txt"));

        assertThat(task.root().resolve("lib/a.txt")).hasContent("lib/a.txt");
        Files.createFile(task.scratch().resolve("left-behind"));
        task.delete();
        assertThat(task.base()).doesNotExist();
    }

    @Test
    void unpack_nativePackage_makesItsBootstrapExecutable(@TempDir Path directory) throws IOException {
        TaskDirectory task = TaskDirectory.unpack("press", zip(directory, "bootstrap"));

        assertThat(task.root().resolve("bootstrap")).isExecutable();
        task.delete();
    }

    @Test
    void unpack_entryThatPointsOutside_isRejected(@TempDir Path directory) throws IOException {
        Path zip = zip(directory, "../../escaped.txt");

        assertThatThrownBy(() -> TaskDirectory.unpack("press", zip))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(zip.toString())
                .hasMessageContaining("escaped.txt");
    }

    private static Path zip(Path directory, String entry) throws IOException {
        Path zip = directory.resolve("function.zip");
        try (OutputStream file = Files.newOutputStream(zip);
                ZipOutputStream entries = new ZipOutputStream(file)) {
            entries.putNextEntry(new ZipEntry(entry));
            entries.write(entry.getBytes(StandardCharsets.UTF_8));
        }
        return zip;
    }
}
