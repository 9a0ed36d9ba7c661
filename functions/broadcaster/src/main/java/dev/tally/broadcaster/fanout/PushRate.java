package dev.tally.broadcaster.fanout;

import dev.tally.runtime.Deadline;

/** The rate at which pushes may start; shared by all that are made under one grant. */
final class PushRate {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** What a sleep may be late; below it, sleeping would cost more than it orders. */
    private static final long SLACK_NANOS = 2_000_000L;

    private final long nanosPerPush;
    private long next;

    private PushRate(long nanosPerPush, long start) {
        this.nanosPerPush = nanosPerPush;
        this.next = start;
    }

    static PushRate perSecond(int pushes) {
        return new PushRate(NANOS_PER_SECOND / pushes, System.nanoTime());
    }

    /**
     * Waits until the next push may start.
     *
     * @return whether it may; not if the deadline is over before
     */
    boolean await(Deadline deadline) throws InterruptedException {
        long wait = reserve() - System.nanoTime();
        if (wait > deadline.remaining().toNanos()) {
            return false;
        }
        if (wait > SLACK_NANOS) {
            Thread.sleep(wait / 1_000_000, (int) (wait % 1_000_000));
        }
        return true;
    }

    private synchronized long reserve() {
        long mine = next;
        next += nanosPerPush;
        return mine;
    }
}
