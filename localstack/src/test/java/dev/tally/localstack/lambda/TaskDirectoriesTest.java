package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TaskDirectoriesTest {

    private final TaskDirectories directories = new TaskDirectories(FunctionRuntime.JAVA);

    @TempDir
    private Path directory;

    @Test
    void share_sameArtifact_isOneDirectoryUntilTheLastRelease() throws IOException {
        Path zip = TestFunctions.zip(directory);
        TaskDirectories.Share rollup = directories.share("rollup", zip);
        TaskDirectories.Share fanOut = directories.share("fanout", zip);

        assertThat(fanOut.root()).isEqualTo(rollup.root());
        rollup.release();
        assertThat(fanOut.root()).isDirectory();
        assertThat(fanOut.runtime()).isEqualTo(rollup.runtime());
        fanOut.release();
        assertThat(fanOut.root()).doesNotExist();
    }

    @Test
    void share_artifactBuiltAgain_isUnpackedAgain() throws IOException {
        Path zip = TestFunctions.zip(directory);
        TaskDirectories.Share old = directories.share("rollup", zip);
        Files.setLastModifiedTime(zip, FileTime.from(Instant.EPOCH));
        TaskDirectories.Share built = directories.share("rollup", zip);

        assertThat(built.root()).isNotEqualTo(old.root());
        old.release();
        assertThat(built.root()).isDirectory();
        built.release();
    }

    @Test
    void share_absentArtifact_namesIt() {
        Path absent = directory.resolve("absent.zip");

        assertThatThrownBy(() -> directories.share("press", absent))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(absent.toString());
    }
}
