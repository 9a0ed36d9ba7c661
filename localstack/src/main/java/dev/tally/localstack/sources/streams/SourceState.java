package dev.tally.localstack.sources.streams;

import dev.tally.localstack.sources.SharedState;
import java.time.Duration;

/** The state of a stream source: paused or closed, its attempts in progress, and the wakes of its reader. */
final class SourceState extends SharedState {

    private long wakes;
    private long quietRounds;
    private int inProgress;
    private boolean paused;
    private boolean closed;

    /** Wakes the reader for another round. */
    void wake() {
        change(() -> wakes++);
    }

    /** Returns the number of wakes. Call it before a round, so that no wake is lost. */
    long wakes() {
        return read(() -> wakes);
    }

    void awaitWakeSince(long seen, Duration atMost) throws InterruptedException {
        await(() -> closed || wakes != seen, atMost);
    }

    /** Waits until closed, or the time is over. */
    void awaitClosed(Duration atMost) throws InterruptedException {
        await(() -> closed, atMost);
    }

    void pause() {
        change(() -> paused = true);
    }

    void resume() {
        change(() -> {
            paused = false;
            wakes++;
        });
    }

    void close() {
        change(() -> closed = true);
    }

    boolean paused() {
        return read(() -> paused);
    }

    boolean closed() {
        return read(() -> closed);
    }

    /** Begins an attempt; returns false after {@link #close}. */
    boolean begin() {
        return read(() -> {
            if (!closed) {
                inProgress++;
            }
            return !closed;
        });
    }

    void end() {
        change(() -> inProgress--);
    }

    int inProgress() {
        return read(() -> inProgress);
    }

    boolean awaitNoneInProgress(Duration atMost) throws InterruptedException {
        return await(() -> inProgress == 0, atMost);
    }

    /** Ends a round without new records, while no record waits or is in progress. */
    void quietRound() {
        change(() -> quietRounds++);
    }

    /** Waits for a quiet round that began after this call. */
    boolean awaitQuiet(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        // The first round that ends may have begun before the call.
        for (int rounds = 0; rounds < 2; rounds++) {
            if (!awaitQuietRound(Duration.ofNanos(deadline - System.nanoTime()))) {
                return false;
            }
        }
        return true;
    }

    private boolean awaitQuietRound(Duration atMost) throws InterruptedException {
        long seen = read(() -> quietRounds);
        wake();
        return await(() -> quietRounds != seen, atMost);
    }
}
