package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RuntimeJarsTest {

    @Test
    void classPath_here_containsTheRuntimeAndItsDependencies() {
        assertThat(RuntimeJars.classPath().split(File.pathSeparator))
                .hasSize(4)
                .allMatch(jar -> Files.isRegularFile(Path.of(jar)));
    }

    @Test
    void fileOf_urlsOfClassLoaders_findsTheJar(@TempDir Path directory) throws IOException {
        Path jar = Files.createFile(directory.resolve("a b.jar"));

        assertThat(RuntimeJars.fileOf(jar.toUri().toString())).isEqualTo(jar);
        assertThat(RuntimeJars.fileOf("file:" + jar)).isEqualTo(jar);
        assertThat(RuntimeJars.fileOf("jar:" + jar.toUri() + "!/")).isEqualTo(jar);
        assertThat(RuntimeJars.fileOf("file:" + jar + ".gone")).isNull();
        assertThat(RuntimeJars.fileOf("quarkus:a.jar")).isNull();
    }

    @Test
    void packaged_quarkusNames_findsTheArtifact(@TempDir Path libraries) throws IOException {
        Files.createFile(libraries.resolve("com.amazonaws.aws-lambda-java-core-events-1.0.jar"));
        Path core = Files.createFile(libraries.resolve("com.amazonaws.aws-lambda-java-core-1.4.0.jar"));

        assertThat(RuntimeJars.packaged("aws-lambda-java-core", libraries)).isEqualTo(core);
    }

    @Test
    void packaged_missing_namesArtifactAndDirectory(@TempDir Path libraries) {
        assertThatThrownBy(() -> RuntimeJars.packaged("utils-lite", libraries))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("utils-lite.jar")
                .hasMessageContaining(libraries.toString());
    }
}
