package dev.tally.system.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.system.kit.HealthyStack;
import dev.tally.system.kit.TestStack;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** The browser client against the stack, by its own tests in TypeScript. */
@ExtendWith(HealthyStack.class)
class BrowserClientIT {

    private static final Path CLIENT = ProjectRoot.above(Path.of("")).resolve("web/client");

    @TempDir
    private Path directory;

    @Test
    void liveTests_againstTheStack_pass(TestStack stack) throws IOException, InterruptedException {
        if (!Files.exists(CLIENT.resolve("node_modules/.installed"))) {
            System.err.println(
                    "SKIPPED: the browser client against the stack: its packages are not installed; install Node.js 20"
                            + " or newer from https://nodejs.org, and build again");
            abort("no Node.js");
        }
        Path output = directory.resolve("output");
        ProcessBuilder npm = new ProcessBuilder("npm", "test", "--silent", "--", "test/live.test.ts")
                .directory(CLIENT.toFile())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile());
        npm.environment().put("TALLY_HTTP_URL", stack.endpoint().toString());
        npm.environment().put("TALLY_WS_URL", stack.webSocketEndpoint().toString());
        Process process = npm.start();
        try {
            assertThat(process.waitFor(2, TimeUnit.MINUTES)).isTrue();
            assertThat(process.exitValue()).as(Files.readString(output)).isZero();
            assertThat(Files.readString(output)).contains("2 passed").doesNotContain("skipped");
        } finally {
            process.destroyForcibly();
        }
    }
}
