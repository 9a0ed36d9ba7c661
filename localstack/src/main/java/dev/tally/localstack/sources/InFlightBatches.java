package dev.tally.localstack.sources;

import java.time.Duration;

/** The batches under way, and whether more may start. */
final class InFlightBatches extends SharedState {

    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final int places;

    private int underWay;
    private long ended;
    private long hiddenUntil = System.nanoTime();
    private boolean paused;
    private boolean closed;

    InFlightBatches(int places) {
        this.places = places;
    }

    /** Waits until a batch may start, and returns false once none ever will. */
    boolean awaitPlace() throws InterruptedException {
        await(() -> closed || (!paused && underWay < places), FOREVER);
        return !closed();
    }

    /** Starts a batch, or returns false if none may. */
    boolean begin() {
        return look(() -> {
            if (paused || closed) {
                return false;
            }
            underWay++;
            return true;
        });
    }

    /** Ends a batch of which nothing is left in the queue. */
    void end() {
        change(() -> {
            underWay--;
            ended++;
        });
    }

    /** Ends a batch of which messages stay hidden in the queue until an instant of {@link System#nanoTime}. */
    void endHidingUntil(long instant) {
        change(() -> {
            underWay--;
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
        return look(() -> closed);
    }

    /** Whether some message group of the queue is locked, as far as is known here. */
    boolean locksGroups() {
        return look(() -> underWay > 0 || hiddenUntil - System.nanoTime() > 0);
    }

    int underWay() {
        return look(() -> underWay);
    }

    /** How many batches have ended so far. */
    long ended() {
        return look(() -> ended);
    }

    /** Waits until a batch has ended since {@link #ended} was asked, or for a time at the most. */
    void awaitEndSince(long seen, Duration atMost) throws InterruptedException {
        await(() -> closed || ended != seen, atMost);
    }

    /** Waits until closed, or for a time at the most. */
    void awaitClosed(Duration atMost) throws InterruptedException {
        await(() -> closed, atMost);
    }

    /** Waits until no batch is under way, and returns false if the time is over first. */
    boolean awaitNone(Duration atMost) throws InterruptedException {
        return await(() -> underWay == 0, atMost);
    }
}
