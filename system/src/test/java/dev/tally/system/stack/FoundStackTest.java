package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.system.kit.Scripts;
import dev.tally.system.kit.Scripts.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The stack that the scripts in {@code tools} call. A fake {@code curl} prints its arguments. */
class FoundStackTest {

    private static final String EVENT = "event.json";

    @TempDir
    private Path directory;

    private Scripts scripts;

    @BeforeEach
    void copy() throws IOException {
        scripts = clone("clone");
        stackFile(scripts, ProcessHandle.current().pid(), 18080, 19001);
    }

    @Test
    void tools_running_callTheStackOfTheirClone() throws Exception {
        Scripts other = clone("other");
        stackFile(other, ProcessHandle.current().pid(), 28080, 29001);

        assertThat(scripts.run("tools/local.sh", "in-flight").output()).contains("http://localhost:18080/_local/");
        assertThat(other.run("tools/local.sh", "in-flight").output()).contains("http://localhost:28080/_local/");
        assertThat(invoke(scripts, Map.of()).output()).contains("http://127.0.0.1:19001/2015-03-31/functions/press/");
        assertThat(invoke(other, Map.of()).output()).contains("http://127.0.0.1:29001/2015-03-31/functions/press/");
    }

    @Test
    void tools_stackFileElsewhere_readIt() throws Exception {
        Path elsewhere =
                Files.move(scripts.root().resolve("localstack/target/stack.properties"), directory.resolve("its"));

        Result called = scripts.run(
                Map.of("TALLY_STACK_FILE", elsewhere.toString()), "tools/local.sh", "dead-letters", "redrive");
        Result redriven =
                scripts.run(Map.of("TALLY_STACK_FILE", elsewhere.toString()), "tools/local.sh", "redrive", "yes");

        assertThat(called.output()).contains("usage: local.sh");
        assertThat(redriven.output()).contains("POST http://localhost:18080/_local/dead-letters/redrive");
    }

    @Test
    void tools_noStackRuns_nameTheNextStep() throws Exception {
        Files.delete(scripts.root().resolve("localstack/target/stack.properties"));

        for (Result rejected : List.of(scripts.run("tools/local.sh", "redrive"), invoke(scripts, Map.of()))) {
            assertThat(rejected.exit()).isEqualTo(1);
            assertThat(rejected.output()).containsOnlyOnce("\n").contains("no stack runs from this folder", "make run");
        }
    }

    @Test
    void tools_stackWasKilled_reportIt() throws Exception {
        Process ended = new ProcessBuilder("true").start();
        ended.waitFor();
        stackFile(scripts, ended.pid(), 18080, 19001);

        Result rejected = scripts.run("tools/local.sh", "tail");

        assertThat(rejected.exit()).isEqualTo(1);
        assertThat(rejected.output())
                .containsOnlyOnce("\n")
                .contains("process " + ended.pid() + ", has ended", "make run");
    }

    @Test
    void tools_bothAddressesSet_callThem() throws Exception {
        Map<String, String> addresses = Map.of("TALLY_URL", "http://example:1/", "TALLY_LAMBDA_PORT", "2");

        assertThat(scripts.run(addresses, "tools/local.sh", "in-flight").output())
                .contains("http://example:1/_local/");
        assertThat(invoke(scripts, addresses).output()).contains("http://localhost:2/2015-03-31/");
        assertThat(invoke(scripts, Map.of("TALLY_HTTP_PORT", "1", "LAMBDA_URL", "http://example:2"))
                        .output())
                .contains("http://example:2/2015-03-31/");
    }

    @Test
    void tools_portOfTheRunningStackSet_findItsOtherAddress() throws Exception {
        assertThat(invoke(scripts, Map.of("TALLY_HTTP_PORT", "18080")).output()).contains("http://127.0.0.1:19001/");
        assertThat(scripts.run(Map.of("LAMBDA_URL", "http://localhost:19001"), "tools/local.sh", "in-flight")
                        .output())
                .contains("http://localhost:18080/");
    }

    /** Before, {@code make audit} compared the queue of one stack with the table of another. */
    @Test
    void tools_oneAddressOfAnotherStack_requireItsOtherAddress() throws Exception {
        Result invoked = invoke(scripts, Map.of("TALLY_HTTP_PORT", "28080"));
        Result listed = scripts.run(Map.of("TALLY_LAMBDA_PORT", "29001"), "tools/local.sh", "redrive");

        assertThat(invoked.exit()).isEqualTo(1);
        assertThat(invoked.output()).contains("set LAMBDA_URL").doesNotContain("19001");
        assertThat(listed.exit()).isEqualTo(1);
        assertThat(listed.output()).contains("set TALLY_URL").doesNotContain("18080");
    }

    @Test
    void tools_unknownFunction_nameTheKnownOnes() throws Exception {
        Result invoked = scripts.run("tools/invoke.sh", "presss", EVENT);
        Result followed = scripts.run("tools/local.sh", "tail", "presss");

        for (Result rejected : List.of(invoked, followed)) {
            assertThat(rejected.exit()).isEqualTo(1);
            assertThat(rejected.output())
                    .isEqualTo("there is no function 'presss'; the functions are: press, aggregator, connections,"
                            + " rollup, fanout\n");
        }
    }

    private Scripts clone(String name) throws IOException {
        Path folder = directory.resolve(name);
        Scripts copied = Scripts.copyTo(folder).with("curl", "echo \"$@\"");
        Files.writeString(folder.resolve(EVENT), "{}");
        return copied;
    }

    private static void stackFile(Scripts scripts, long pid, int http, int lambda) throws IOException {
        Path file = scripts.root().resolve("localstack/target/stack.properties");
        Files.createDirectories(file.getParent());
        Files.writeString(
                file, "pid=%d\nurl=http://localhost:%d\nlambda=http://127.0.0.1:%d\n".formatted(pid, http, lambda));
    }

    private static Result invoke(Scripts scripts, Map<String, String> settings) throws Exception {
        return scripts.run(settings, "tools/invoke.sh", "press", EVENT);
    }
}
