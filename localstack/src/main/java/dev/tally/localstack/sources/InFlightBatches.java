package dev.tally.localstack.sources;

import java.time.Duration;

/** The number of batches in flight, and the state that decides whether more may start. */
final class InFlightBatches extends SharedState {

    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final int places;

    private int inFlight;
    private long ended;
    private long hiddenUntil = System.nanoTime();
    private boolean paused;
    private boolean closed;

    InFlightBatches(int places) {
        this.places = places;
    }

    /** Waits until a batch may start; returns false after {@link #close}. */
    boolean awaitPlace() throws InterruptedException {
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

    /** Ends a batch after all its messages have left the queue. */
    void end() {
        change(() -> {
            inFlight--;
            ended++;
        });
    }

    /** Ends a batch that leaves hidden messages in the queue until an instant of {@link System#nanoTime}. */
    void endHidingUntil(long instant) {
        change(() -> {
            inFlight--;
            ended++;
            hiddenUntil = instant - hiddenUntil > 0 ? instant : hiddenUntil;
        });
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

    /** Returns whether this source may have locked message groups in the queue. */
    boolean locksGroups() {
        return read(() -> inFlight > 0 || hiddenUntil - System.nanoTime() > 0);
    }

    int inFlight() {
        return read(() -> inFlight);
    }

    /** Returns the number of batches that have ended so far. */
    long ended() {
        return read(() -> ended);
    }

    /** Waits until a batch has ended since {@link #ended} returned a value, or the time is over. */
    void awaitEndSince(long seen, Duration atMost) throws InterruptedException {
        await(() -> closed || ended != seen, atMost);
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
