package dev.tally.load;

import java.net.URI;
import java.util.Optional;

/** A stack that was started outside this process. */
record RunningStack(URI url, URI webSocketUrl) implements Target {

    @Override
    public void start() {
        if (!new HttpReads(url).isHealthy()) {
            throw new IllegalStateException("no stack answers at " + url + "/health: start one, or correct load.url");
        }
    }

    @Override
    public Optional<ProcessHandle> process() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
