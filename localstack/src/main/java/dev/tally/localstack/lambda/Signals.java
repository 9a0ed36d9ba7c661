package dev.tally.localstack.lambda;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Signals that Java cannot send. */
final class Signals {

    private static final long TIMEOUT_SECONDS = 5;

    /** Waits until a process has stopped: on a busy machine its threads continue for some time after the signal. */
    private static final String AWAIT_STOP = "; while ps -o stat= -p %1$d | grep -qv T; do sleep 0.01; done";

    private Signals() {}

    /**
     * Sends a signal such as {@code STOP}, with the shell's own {@code kill}, and waits until it has been sent. A process
     * has stopped when its {@code STOP} has been sent.
     */
    static void send(String signal, ProcessHandle process) throws IOException, InterruptedException {
        String script = "kill -" + signal + " %1$d || exit 1" + (signal.equals("STOP") ? AWAIT_STOP : "");
        Process kill = new ProcessBuilder("/bin/sh", "-c", script.formatted(process.pid())).start();
        if (!kill.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("cannot send SIG" + signal + " to process " + process.pid());
        }
    }
}
