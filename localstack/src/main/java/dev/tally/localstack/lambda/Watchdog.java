package dev.tally.localstack.lambda;

import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.util.concurrent.CompletableFuture;

/** Ends a process when the one that started it is gone, were it killed with no time to clean up. */
final class Watchdog {

    // The shell waits for the end of its input, which the kernel closes with this process, whatever ended it. Ctrl-C
    // reaches the whole process group and must not wake it: then this process ends the functions itself, in order.
    private static final String SCRIPT = "trap '' INT TERM HUP; read -r line; kill -9 ";

    private Watchdog() {}

    /**
     * Guards a process until it ends.
     *
     * @return the guard, which a test may ask about
     */
    static Process guard(Process process) throws IOException {
        Process guard = new ProcessBuilder("sh", "-c", SCRIPT + process.pid())
                .redirectOutput(Redirect.DISCARD)
                .redirectError(Redirect.DISCARD)
                .start();
        CompletableFuture<Void> unused = process.onExit().thenRun(guard::destroyForcibly);
        return guard;
    }
}
