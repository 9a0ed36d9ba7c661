package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.system.kit.Scripts;
import dev.tally.system.kit.Scripts.Result;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checks of this machine before a build and before a start. */
class CheckScriptTest {

    private static final String JAVA_17 =
            "echo 'Picked up JAVA_TOOL_OPTIONS: -Dany=\"8.0\"'; echo 'openjdk version \"17.0.15\" 2025-04-15'";

    @TempDir
    private Path directory;

    private Scripts scripts;

    @BeforeEach
    void copy() throws IOException {
        scripts = Scripts.copyTo(directory)
                .with("uname", "echo Linux")
                .with("java", JAVA_17)
                .with("javac", "echo 'javac 17.0.15'")
                .with("npm", "")
                .with("node", "echo v20.1.0");
    }

    @Test
    void build_everythingThere_printsNothing() throws Exception {
        assertThat(build(Map.of())).isEqualTo(new Result(0, ""));
    }

    @Test
    void build_oldJava_namesItsVersionAndTheCure() throws Exception {
        scripts.with("java", "echo 'openjdk version \"11.0.2\" 2019-01-15'").with("javac", "echo 'javac 1.8.0_292'");

        Result rejected = build(Map.of());

        assertThat(rejected.exit()).isEqualTo(1);
        assertThat(rejected.output().lines())
                .containsExactly(
                        "check: java is version 11.0.2, and Tally needs 17 or newer: install a JDK 17 or newer"
                                + " (https://adoptium.net), and set JAVA_HOME to it",
                        "check: javac is version 1.8.0, and Tally needs 17 or newer: install a JDK 17 or newer"
                                + " (https://adoptium.net), and set JAVA_HOME to it");
    }

    /** On a Mac without a JDK, java is a program that only prints an advice. */
    @Test
    void build_javaThatDoesNotRun_namesTheCure() throws Exception {
        scripts.with("java", "echo 'Unable to locate a Java Runtime.' >&2; exit 1");

        assertThat(build(Map.of()).output())
                .isEqualTo("check: java does not run: install a JDK 17 or newer (https://adoptium.net)\n");
    }

    @Test
    void build_javaHomeThatPointsNowhere_namesIt() throws Exception {
        Result rejected = build(Map.of("JAVA_HOME", "/nowhere"));

        assertThat(rejected.exit()).isEqualTo(1);
        assertThat(rejected.output())
                .contains("check: JAVA_HOME is /nowhere, which has no bin/java: set it to a JDK 17");
    }

    @Test
    void build_javaHomeWithoutCompiler_namesIt() throws Exception {
        Path jre = directory.resolve("jre");
        Path programs = Files.createDirectories(jre.resolve("bin"));
        Files.copy(directory.resolve("programs/java"), programs.resolve("java"), StandardCopyOption.COPY_ATTRIBUTES);

        assertThat(build(Map.of("JAVA_HOME", jre.toString())).output())
                .containsOnlyOnce("\n")
                .contains("which has no bin/javac");
    }

    @Test
    void build_noNode_leavesThePageOut() throws Exception {
        scripts.with("node", "echo v16.20.2");

        Result checked = build(Map.of());

        assertThat(checked.exit()).isZero();
        assertThat(checked.output())
                .containsOnlyOnce("\n")
                .contains("the page is left out", "Node.js 20", "v16.20.2", "https://nodejs.org");
    }

    @Test
    void build_windows_namesWsl() throws Exception {
        scripts.with("uname", "echo MINGW64_NT-10.0");

        Result rejected = build(Map.of());

        assertThat(rejected.exit()).isEqualTo(1);
        assertThat(rejected.output()).containsOnlyOnce("\n").contains("MINGW64_NT-10.0", "wsl --install");
    }

    @Test
    void build_mac_isFine() throws Exception {
        scripts.with("uname", "echo Darwin");

        assertThat(build(Map.of()).exit()).isZero();
    }

    @Test
    void run_portsTaken_namesEachWithItsSettingAndAFreePort() throws Exception {
        try (ServerSocket one = taken();
                ServerSocket two = taken()) {
            Map<String, String> settings = new HashMap<>(freePorts());
            settings.put("TALLY_HTTP_PORT", String.valueOf(one.getLocalPort()));
            settings.put("TALLY_SQS_PORT", String.valueOf(two.getLocalPort()));

            Result rejected = scripts.run(settings, "localstack/check.sh", "run", "local");

            assertThat(rejected.exit()).isEqualTo(1);
            assertThat(rejected.output().lines()).hasSize(2);
            assertThat(rejected.output())
                    .containsPattern("port " + one.getLocalPort() + " is in use: .* TALLY_HTTP_PORT=\\d+ make run\n")
                    .containsPattern("port " + two.getLocalPort() + " is in use: .* TALLY_SQS_PORT=\\d+ make run\n");
        }
    }

    @Test
    void run_portOfTheRunningStack_namesItsProcess() throws Exception {
        try (ServerSocket one = taken()) {
            Path file = directory.resolve("localstack/target/stack.properties");
            Files.createDirectories(file.getParent());
            long pid = ProcessHandle.current().pid();
            Files.writeString(file, "pid=" + pid + "\nurl=http://localhost:" + one.getLocalPort() + "\n");
            Map<String, String> settings = new HashMap<>(freePorts());
            settings.put("TALLY_HTTP_PORT", String.valueOf(one.getLocalPort()));

            assertThat(scripts.run(settings, "localstack/check.sh", "run", "local")
                            .output())
                    .contains("in use by the stack that runs from this folder, process " + pid + ":");
        }
    }

    @Test
    void run_emulator_ignoresPortsOfTheEmbeddedCloud() throws Exception {
        try (ServerSocket one = taken()) {
            Map<String, String> settings = new HashMap<>(freePorts());
            settings.put("TALLY_SQS_PORT", String.valueOf(one.getLocalPort()));

            assertThat(scripts.run(settings, "localstack/check.sh", "run", "floci"))
                    .isEqualTo(new Result(0, ""));
        }
    }

    @Test
    void run_portIsNoNumber_namesTheSetting() throws Exception {
        Map<String, String> settings = new HashMap<>(freePorts());
        settings.put("TALLY_LAMBDA_PORT", "many");

        assertThat(scripts.run(settings, "localstack/check.sh", "run", "local").output())
                .isEqualTo("check: TALLY_LAMBDA_PORT must be the number of a port, not 'many'\n");
    }

    private Result build(Map<String, String> settings) throws Exception {
        return scripts.run(settings, "localstack/check.sh", "build");
    }

    /** Returns settings of ports for which the operating system chooses free ones. */
    private static Map<String, String> freePorts() {
        return Map.of(
                "TALLY_HTTP_PORT", "0",
                "TALLY_LAMBDA_PORT", "0",
                "TALLY_CONNECTIONS_PORT", "0",
                "TALLY_SQS_PORT", "0",
                "TALLY_DYNAMODB_PORT", "0");
    }

    private static ServerSocket taken() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }
}
