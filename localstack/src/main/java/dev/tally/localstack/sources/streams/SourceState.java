package dev.tally.localstack.sources.streams;

import dev.tally.localstack.sources.SharedState;
import java.time.Duration;

/** Whether a source goes on, what is under way, and what wakes its reader. */
final class SourceState extends SharedState {

    private long wakes;
    private long quietRounds;
    private int underWay;
    private boolean paused;
    private boolean closed;

    /** Lets the reader look again. */
    void wake() {
        change(() -> wakes++);
    }

    /** How often the reader was woken; ask before looking, so that no wake is lost. */
    long wakes() {
        return look(() -> wakes);
    }

    void awaitWakeSince(long seen, Duration atMost) throws InterruptedException {
        await(() -> closed || wakes != seen, atMost);
    }

    /** Waits until closed, or for a time at the most. */
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
        return look(() -> paused);
    }

    boolean closed() {
        return look(() -> closed);
    }

    /** Begins an attempt, or returns false if none may begin any more. */
    boolean begin() {
        return look(() -> {
            if (!closed) {
                underWay++;
            }
            return !closed;
        });
    }

    void end() {
        change(() -> underWay--);
    }

    int underWay() {
        return look(() -> underWay);
    }

    boolean awaitNoneUnderWay(Duration atMost) throws InterruptedException {
        return await(() -> underWay == 0, atMost);
    }

    /** Ends a round in which the reader found nothing to read, and nothing waits or is under way. */
    void quietRound() {
        change(() -> quietRounds++);
    }

    /** Waits for a quiet round that began after this was called. */
    boolean awaitQuiet(Duration atMost) throws InterruptedException {
        long deadline = System.nanoTime() + atMost.toNanos();
        // The first to end may have begun before.
        for (int rounds = 0; rounds < 2; rounds++) {
            if (!awaitQuietRound(Duration.ofNanos(deadline - System.nanoTime()))) {
                return false;
            }
        }
        return true;
    }

    private boolean awaitQuietRound(Duration atMost) throws InterruptedException {
        long seen = look(() -> quietRounds);
        wake();
        return await(() -> quietRounds != seen, atMost);
    }
}
