package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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

    @Test
    void requireLinux_otherSystem_namesIt() {
        RuntimeJars.requireLinux("Linux");

        assertThatThrownBy(() -> RuntimeJars.requireLinux("Mac OS X"))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Linux only")
                .hasMessageContaining("Mac OS X");
    }

    @ParameterizedTest
    @CsvSource({
        "amd64, false, libaws-lambda-jni.linux-x86_64.so",
        "aarch64, false, libaws-lambda-jni.linux-aarch_64.so",
        "amd64, true, libaws-lambda-jni.linux_musl-x86_64.so"
    })
    void nameFor_machine_isThatOfItsLibrary(String architecture, boolean musl, String name) {
        assertThat(NativeLibrary.nameFor(architecture, musl)).isEqualTo(name);
    }
}
