package dev.tally.localstack.sources;

import java.time.Duration;

/** The number of batches in flight, and the state that decides whether more may start. */
final class InFlightBatches extends SharedState {

    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final int places;
    private final Runnable full;

    private int inFlight;
    private boolean paused;
    private boolean closed;

    /** @param full called when a batch has to wait for a place */
    InFlightBatches(int places, Runnable full) {
        this.places = places;
        this.full = full;
    }

    /** Waits until a batch may start; returns false after {@link #close}. */
    boolean awaitPlace() throws InterruptedException {
        if (read(() -> inFlight >= places)) {
            full.run();
        }
        await(() -> closed || (!paused && inFlight < places), FOREVER);
        return !closed();
    }

    /** Counts a new batch; returns false if none may start. */
    boolean begin() {
        return read(() -> {
            if (paused || closed) {
                return false;
            }
            inFlight++;
            return true;
        });
    }

    void end() {
        change(() -> inFlight--);
    }

    void pause() {
        change(() -> paused = true);
    }

    void resume() {
        change(() -> paused = false);
    }

    void close() {
        change(() -> closed = true);
    }

    boolean closed() {
        return read(() -> closed);
    }

    int inFlight() {
        return read(() -> inFlight);
    }

    /** Waits until closed, or the time is over. */
    void awaitClosed(Duration atMost) throws InterruptedException {
        await(() -> closed, atMost);
    }

    /** Waits until no batch is in flight; returns false if the time is over first. */
    boolean awaitNone(Duration atMost) throws InterruptedException {
        return await(() -> inFlight == 0, atMost);
    }
}
