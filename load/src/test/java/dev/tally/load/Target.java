package dev.tally.load;

import java.net.URI;
import java.util.Optional;

/** The stack under load. */
interface Target extends AutoCloseable {

    /** Returns the HTTP API, without a slash at the end. */
    URI url();

    URI webSocketUrl();

    /** Starts the stack, and returns when it is ready. */
    void start();

    /** Returns the stack's process, if this process started it. */
    Optional<ProcessHandle> process();

    @Override
    void close();

    static Target of(Settings settings, String scenario) {
        return settings.url()
                .<Target>map(url -> new RunningStack(url, settings.webSocketUrl(url)))
                .orElseGet(() -> OwnStack.prepare(settings, scenario));
    }
}
