package dev.tally.localstack.lambda;

import java.io.IOException;
import java.util.concurrent.TimeUnit;

/** Signals that Java cannot send. */
final class Signals {

    private static final long TIMEOUT_SECONDS = 5;

    private Signals() {}

    /** Sends a signal such as {@code STOP}, with the shell's own {@code kill}, and waits until it has been sent. */
    static void send(String signal, ProcessHandle process) throws IOException, InterruptedException {
        Process kill = new ProcessBuilder("/bin/sh", "-c", "kill -" + signal + " " + process.pid()).start();
        if (!kill.waitFor(TIMEOUT_SECONDS, TimeUnit.SECONDS) || kill.exitValue() != 0) {
            throw new IOException("cannot send SIG" + signal + " to process " + process.pid());
        }
    }
}
