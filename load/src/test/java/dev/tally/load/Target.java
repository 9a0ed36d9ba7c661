package dev.tally.load;

import java.net.URI;
import java.util.Optional;

/** The stack under load. */
interface Target extends AutoCloseable {

    /** Its HTTP API, without a slash at the end. */
    URI url();

    URI webSocketUrl();

    /** Returns when it is ready. */
    void start();

    /** What runs it, if that is on this machine and ours. */
    Optional<ProcessHandle> process();

    @Override
    void close();

    static Target of(Settings settings, String scenario) {
        return settings.url()
                .<Target>map(url -> new RunningStack(url, settings.webSocketUrl(url)))
                .orElseGet(() -> OwnStack.prepare(settings, scenario));
    }
}
