package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.system.kit.PseudoTerminal;
import dev.tally.system.kit.Scripts;
import dev.tally.system.kit.Scripts.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The output of the first build, with a fake Maven. */
class BuildScriptTest {

    private static final String MODULES =
            """
            echo "$@" >arguments
            echo '[INFO] Scanning for projects...'
            echo '[INFO] Downloaded from central: https://example.com/any.pom (406 kB at 1.3 MB/s)'
            echo '[INFO] Building Tally 0.1.0-SNAPSHOT                            [1/3]'
            echo '[INFO] Building Tally: press 0.1.0-SNAPSHOT                     [2/3]'
            echo '[INFO] Building jar: press.jar'
            echo '[INFO] Building Tally: local stack 0.1.0-SNAPSHOT               [3/3]'
            """;

    @TempDir
    private Path directory;

    private Scripts scripts;

    @BeforeEach
    void copy() throws IOException {
        scripts = Scripts.copyTo(directory).with("node", "echo v20.1.0").with("npm", "");
        Files.createDirectories(directory.resolve("localstack/target/quarkus-app"));
    }

    @Test
    void build_inAPipe_printsALineForEachModule() throws Exception {
        Result built = build(MODULES + "echo '[INFO] Reactor Summary for Tally 0.1.0-SNAPSHOT:'");

        assertThat(built.output().replaceAll("\\d:\\d\\d|in \\d+ s", "-").lines())
                .containsExactly(
                        "Building Tally, once, about 3 minutes",
                        "  Maven and its plugins  -  1 downloads",
                        "  1 of 3  project        -",
                        "  2 of 3  press          -",
                        "  3 of 3  local stack    -",
                        "built -");
        assertThat(built.exit()).isZero();
        assertThat(directory.resolve("arguments")).hasContent("-B package -DskipTests -pl !system");
        assertThat(directory.resolve("target/build.log")).content().contains("Building jar: press.jar");
    }

    @Test
    void build_again_saysSo() throws Exception {
        Files.createFile(directory.resolve("localstack/target/quarkus-app/quarkus-run.jar"));

        assertThat(build(MODULES).output()).startsWith("Building Tally again, because sources changed\n");
    }

    @Test
    void build_onATerminal_updatesTheLineOfTheModule() throws Exception {
        scripts.with("mvn", MODULES + "sleep 1.1; echo '[INFO] any'; sleep 1.1; echo '[INFO] any'");

        try (PseudoTerminal terminal = scripts.open("localstack/build.sh", "mvn", "-B")) {
            assertThat(terminal.exit(Duration.ofSeconds(30))).isZero();
            assertThat(terminal.output())
                    .containsPattern("\r  3 of 3  local stack    0:0([1-9])\r  3 of 3  local stack    0:0(?!\\1)\\d")
                    .containsPattern("local stack    0:0\\d\\033\\[K\nbuilt in \\d s\n$");
        }
    }

    @Test
    void build_fails_printsTheErrorsOfTheModuleAndTheLog() throws Exception {
        Result failed = build(
                MODULES
                        + """
                echo '[WARNING] Stack.java:[3,5] [Unused] never used'
                echo '[INFO] Reactor Summary for Tally 0.1.0-SNAPSHOT:'
                echo '[ERROR] Failed to execute goal compile: warnings found -> [Help 1]'
                echo '[ERROR] '
                echo '[ERROR] Re-run Maven using the -X switch to enable full debug logging.'
                exit 1
                """);

        assertThat(failed.exit()).isEqualTo(1);
        assertThat(failed.output().replaceAll("after \\d+ s", "-").lines())
                .endsWith(
                        "[WARNING] Stack.java:[3,5] [Unused] never used",
                        "[ERROR] Failed to execute goal compile: warnings found",
                        "build: failed -; the whole output is in target/build.log");
    }

    @Test
    void build_withoutNetwork_namesTheCure() throws Exception {
        Result failed = build("echo '[ERROR] Could not transfer artifact any: Unknown host'; exit 1");

        assertThat(failed.output()).contains("a download failed: check the network");
    }

    private Result build(String maven) throws Exception {
        return scripts.with("mvn", maven).run("localstack/build.sh", "mvn", "-B");
    }
}
