package dev.tally.system.browser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.system.kit.HealthyStack;
import dev.tally.system.kit.Npm;
import dev.tally.system.kit.TestStack;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * The browser client against the stack, by its own tests in TypeScript. {@code client.folder} names the folder of
 * another release's client.
 */
@ExtendWith(HealthyStack.class)
class BrowserClientIT {

    @Test
    void liveTests_againstTheStack_pass(TestStack stack) throws IOException, InterruptedException {
        Npm.require("the browser client against the stack");
        String folder = System.getProperty("client.folder");
        String output = Npm.run(
                folder == null ? Npm.web("client") : Path.of(folder),
                Map.of(
                        "TALLY_HTTP_URL", stack.endpoint().toString(),
                        "TALLY_WS_URL", stack.webSocketEndpoint().toString()),
                "npm",
                "test",
                "--silent",
                "--",
                "test/live.test.ts");
        assertThat(output).contains(folder == null ? "2 passed" : " passed").doesNotContain("skipped");
    }
}
