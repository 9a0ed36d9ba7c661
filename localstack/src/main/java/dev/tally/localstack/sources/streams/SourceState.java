package dev.tally.localstack.sources.streams;

import java.time.Duration;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/** Whether a source goes on, what is under way, and what wakes its reader. */
final class SourceState {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

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
        lock.lock();
        try {
            return wakes;
        } finally {
            lock.unlock();
        }
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
        return test(() -> paused);
    }

    boolean closed() {
        return test(() -> closed);
    }

    /** Begins an attempt, or returns false if none may begin any more. */
    boolean begin() {
        lock.lock();
        try {
            if (!closed) {
                underWay++;
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    void end() {
        change(() -> underWay--);
    }

    int underWay() {
        lock.lock();
        try {
            return underWay;
        } finally {
            lock.unlock();
        }
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
        lock.lock();
        try {
            long seen = quietRounds;
            wake();
            return await(() -> quietRounds != seen, atMost);
        } finally {
            lock.unlock();
        }
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
