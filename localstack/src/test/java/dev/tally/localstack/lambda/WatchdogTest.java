package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WatchdogTest {

    private final Process process;
    private final Process guard;

    WatchdogTest() throws IOException {
        process = new ProcessBuilder("sleep", "60").start();
        guard = Watchdog.guard(process);
    }

    @AfterEach
    void stop() {
        process.destroyForcibly();
        guard.destroyForcibly();
    }

    @Test
    void guard_inputEnds_killsTheProcess() throws Exception {
        guard.getOutputStream().close();
        assertThat(process.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void guard_processEnds_alsoEnds() throws Exception {
        process.destroyForcibly();
        assertThat(guard.waitFor(10, TimeUnit.SECONDS)).isTrue();
    }
}
