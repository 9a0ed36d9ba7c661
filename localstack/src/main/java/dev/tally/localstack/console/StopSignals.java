package dev.tally.localstack.console;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The signals that stop the stack: Ctrl-C, SIGTERM, and the end of the terminal. A second signal ends the process at
 * once.
 */
public final class StopSignals {

    // Without a handler, the JVM runs all shutdown hooks concurrently and ends with the signal's exit code. Quarkus
    // would then remove its beans while the stack still closes the connections of clients.

    private static final List<String> NAMES = List.of("INT", "TERM", "HUP");

    private boolean requested;
    private @Nullable Runnable action;

    /** Handles the signals from now on. */
    public void install() {
        NAMES.forEach(name -> SignalHandlers.set(name, this::request));
    }

    /** Sets the action that stops the stack. Runs the action now if a signal was received before. */
    public void onRequest(Runnable stop) {
        synchronized (this) {
            action = stop;
            if (!requested) {
                return;
            }
        }
        stop.run();
    }

    /** Returns whether a signal was received. */
    public synchronized boolean requested() {
        return requested;
    }

    private void request() {
        NAMES.forEach(SignalHandlers::reset);
        Runnable stop;
        synchronized (this) {
            requested = true;
            stop = action;
        }
        if (stop != null) {
            stop.run();
        }
    }
}
