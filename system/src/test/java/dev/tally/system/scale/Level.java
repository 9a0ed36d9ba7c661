package dev.tally.system.scale;

import dev.tally.localstack.quota.Quota;

/** The use of a quota that bounds a number of things at a time, such as concurrent executions. */
final class Level {

    private final Quota quota;
    private final double most;
    private final VirtualTime time;
    private double level;
    private long since;
    private double used;
    private double reached;

    Level(Quota quota, double most, VirtualTime time) {
        this.quota = quota;
        this.most = most;
        this.time = time;
    }

    Quota quota() {
        return quota;
    }

    double level() {
        return level;
    }

    double free() {
        return Math.max(0, most - level);
    }

    void set(double next) {
        long elapsed = time.now() - since;
        used += level * elapsed;
        reached += level >= most ? elapsed : 0;
        level = next;
        since = time.now();
    }

    void add(double more) {
        set(level + more);
    }

    /** Returns the mean used share of the quota in a period since {@link #restart}. */
    double share(long period) {
        set(level);
        return used / most / period;
    }

    /** Returns the share of the time at which the quota was used up. */
    double reachedShare(long period) {
        set(level);
        return reached / period;
    }

    void restart() {
        set(level);
        used = 0;
        reached = 0;
    }
}
