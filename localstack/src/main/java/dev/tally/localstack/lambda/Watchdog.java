package dev.tally.localstack.lambda;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.CompletableFuture;

/** A guard that kills a process when its parent process ends, even if the parent was killed. */
public final class Watchdog {

    // The shell waits for the end of its input. The kernel closes this input when the parent process ends, even after a
    // SIGKILL. The shell ignores Ctrl-C, which reaches the whole process group, because the parent then stops the
    // functions in order.
    private static final String SCRIPT = "trap '' INT TERM HUP; read -r line; kill -9 ";

    private Watchdog() {}

    /**
     * Guards a process until it ends.
     *
     * @return the process of the guard, for tests
     */
    public static Process guard(Process process) throws IOException {
        Process guard = new ProcessBuilder("sh", "-c", SCRIPT + process.pid())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        CompletableFuture<Void> unused = process.onExit().thenRun(guard::destroyForcibly);
        return guard;
    }
}
