package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.system.kit.PseudoTerminal;
import dev.tally.system.kit.Scripts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The progress of a long command on a terminal, and its output in a pipe. */
class ProgressScriptTest {

    private static final Duration SOON = Duration.ofSeconds(30);

    private static final String TESTS =
            """
            echo '[INFO] Building Tally: press 0.1.0-SNAPSHOT            [4/10]'
            echo '[INFO] Running dev.tally.press.FirstTest'
            await() { while [ ! -f "$1" ]; do sleep 0.05; done; }
            await second
            echo '[INFO] Tests run: 3, Failures: 0, Errors: 0, Skipped: 0, Time elapsed: 0.1 s -- in dev.tally.press.FirstTest'
            echo '[INFO] Running dev.tally.press.SecondTest'
            await end
            echo '[INFO] Tests run: 5, Failures: 0, Errors: 0, Skipped: 1, Time elapsed: 0.1 s -- in dev.tally.press.SecondTest'
            echo '[WARNING] Tests run: 8, Failures: 0, Errors: 0, Skipped: 1'
            echo '      Tests  4 passed (4)'
            echo 'SKIPPED: npm test of app: it needs Node.js 20 or newer'
            """;

    @TempDir
    private Path directory;

    private Scripts scripts;

    @BeforeEach
    void copy() throws IOException {
        scripts = Scripts.copyTo(directory);
    }

    @Test
    void tests_onATerminal_showTheClassTheCountAndTheResult() throws Exception {
        try (PseudoTerminal terminal = start("test", "classes", "2", TESTS)) {
            await().atMost(SOON).until(() -> terminal.output()
                    .contains("\rmake test: 0 of 2 done, module press (4/10), FirstTest, 0:0"));

            Files.createFile(directory.resolve("second"));
            await().atMost(SOON)
                    .until(() -> terminal.output().contains("1 of 2 done, module press (4/10), SecondTest"));
            assertThat(terminal.output()).doesNotContain("left", "[INFO]");

            Files.createFile(directory.resolve("end"));
            assertThat(terminal.exit(SOON)).isZero();
            assertThat(terminal.output())
                    .contains("SKIPPED: npm test of app")
                    .containsPattern(
                            "\\r\\033\\[KSKIPPED.*\\n"
                                    + "make test: 11 tests passed, 1 were skipped, in 0:\\d\\d\\. The output is in target/test.log\\n$");
            assertThat(directory.resolve("target/test.log")).content().contains("Running dev.tally.press.SecondTest");
        }
    }

    @Test
    void steps_secondRun_showsTheTimeLeftByTheFirst() throws Exception {
        String steps =
                """
                echo '[INFO] Running dev.tally.system.faults.FaultSuite'
                echo '3 seed 1' >>"$TALLY_PROGRESS"
                [ -f next ] || sleep 2
                echo '3 seed 2' >>"$TALLY_PROGRESS"
                while [ ! -f next ]; do sleep 0.05; done
                sleep 2
                """;
        try (PseudoTerminal first = start("faults", "steps", "", steps)) {
            await().atMost(SOON).until(() -> first.output().contains("make faults: 0 of 3 done, seed 1, "));
            await().atMost(SOON).until(() -> first.output().contains("make faults: 1 of 3 done, seed 2, "));
            Files.createFile(directory.resolve("next"));
            assertThat(first.exit(SOON)).isZero();
            assertThat(first.output()).doesNotContain("left");
        }
        try (PseudoTerminal second = start("faults", "steps", "", steps)) {
            assertThat(second.exit(SOON)).isZero();
            assertThat(second.output()).containsPattern("seed 2, 0:0\\d, about 0:0\\d left");
        }
    }

    @Test
    void failure_onATerminal_printsTheErrorsOfTheLastModule() throws Exception {
        String failing =
                """
                echo '[INFO] Building Tally: counter 0.1.0-SNAPSHOT          [3/10]'
                echo '[WARNING] of another module'
                echo '[INFO] Building Tally: press 0.1.0-SNAPSHOT            [4/10]'
                echo '[INFO] Running dev.tally.press.FirstTest'
                echo '[ERROR] dev.tally.press.FirstTest.one -- Time elapsed: 0.1 s <<< FAILURE!'
                echo 'java.lang.AssertionError: expected 1'
                echo '	at dev.tally.press.FirstTest.one(FirstTest.java:9)'
                echo '[ERROR] Failed to execute goal'
                exit 1
                """;
        try (PseudoTerminal terminal = start("test", "classes", "2", failing)) {
            assertThat(terminal.exit(SOON)).isEqualTo(1);
            assertThat(terminal.output())
                    .endsWith(
                            """
                            \r\033[K[ERROR] dev.tally.press.FirstTest.one -- Time elapsed: 0.1 s <<< FAILURE!
                            java.lang.AssertionError: expected 1
                            	at dev.tally.press.FirstTest.one(FirstTest.java:9)
                            [ERROR] Failed to execute goal
                            make test: failed after 0:00. The whole output is in target/test.log
                            """
                                    .replace(
                                            "0:00",
                                            terminal.output().replaceAll("(?s).*failed after (0:0\\d).*", "$1")));
        }
    }

    @Test
    void controlC_onATerminal_endsTheCommandAndItsProcesses() throws Exception {
        try (PseudoTerminal terminal = start("load", "steps", "", "echo $$ >pid; exec sleep 600")) {
            await().atMost(SOON)
                    .until(() ->
                            Files.isRegularFile(directory.resolve("pid")) && Files.size(directory.resolve("pid")) > 0);
            ProcessHandle sleeping = ProcessHandle.of(Long.parseLong(
                            Files.readString(directory.resolve("pid")).strip()))
                    .orElseThrow();

            terminal.type(PseudoTerminal.CONTROL_C);

            assertThat(terminal.exit(SOON)).isEqualTo(128 + 2);
            assertThat(terminal.output()).contains("make load: stopped after 0:0");
            await().atMost(SOON).until(() -> !sleeping.isAlive());
        }
    }

    @Test
    void pipe_anyCommand_hasItsOwnOutput() throws Exception {
        assertThat(scripts.run("tools/progress.sh", "test", "classes", "2", "sh", "-c", "echo out; exit 3"))
                .isEqualTo(new Scripts.Result(3, "sh -c echo out; exit 3\nout\n"));
    }

    @Test
    void terminal_withLog_hasTheOutputOfTheCommand() throws Exception {
        try (PseudoTerminal terminal =
                scripts.open("env", "LOG=1", "tools/progress.sh", "test", "classes", "2", "sh", "-c", "echo out")) {
            assertThat(terminal.exit(SOON)).isZero();
            assertThat(terminal.output()).isEqualTo("sh -c echo out\nout\n");
        }
    }

    private PseudoTerminal start(String name, String kind, String number, String script) throws IOException {
        return scripts.open("tools/progress.sh", name, kind, number, "sh", "-c", script);
    }
}
