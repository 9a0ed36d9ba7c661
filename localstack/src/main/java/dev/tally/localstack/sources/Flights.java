package dev.tally.localstack.sources;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** The batches under way, and whether more may start. */
final class Flights {

    private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

    private final int places;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    private int underWay;
    private long ended;
    private long hiddenUntil = System.nanoTime();
    private boolean paused;
    private boolean closed;

    Flights(int places) {
        this.places = places;
    }

    /** Waits until a batch may start, and returns false once none ever will. */
    boolean awaitPlace() throws InterruptedException {
        await(() -> closed || (!paused && underWay < places), FOREVER);
        return !closed();
    }

    /** Starts a batch, or returns false if none may. */
    boolean begin() {
        lock.lock();
        try {
            if (paused || closed) {
                return false;
            }
            underWay++;
            return true;
        } finally {
            lock.unlock();
        }
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
        return test(() -> closed);
    }

    /** Whether some message group of the queue is locked, as far as is known here. */
    boolean locksGroups() {
        return test(() -> underWay > 0 || hiddenUntil - System.nanoTime() > 0);
    }

    int underWay() {
        lock.lock();
        try {
            return underWay;
        } finally {
            lock.unlock();
        }
    }

    /** How many batches have ended so far. */
    long ended() {
        lock.lock();
        try {
            return ended;
        } finally {
            lock.unlock();
        }
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

    private boolean await(BooleanSupplier condition, Duration atMost) throws InterruptedException {
        long left = atMost.toNanos();
        lock.lock();
        try {
            while (!condition.getAsBoolean()) {
                if (left <= 0) {
                    return false;
                }
                left = changed.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    private boolean test(BooleanSupplier condition) {
        lock.lock();
        try {
            return condition.getAsBoolean();
        } finally {
            lock.unlock();
        }
    }

    private void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
