package dev.tally.broadcaster.fanout;

import dev.tally.runtime.Deadline;

/** The rate at which pushes may start. All pushes of one grant share it. */
final class PushRate {

    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    /** The possible delay of a sleep. Shorter waits are skipped, because a sleep would take longer than the wait. */
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
     * @return false if the deadline comes first
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
