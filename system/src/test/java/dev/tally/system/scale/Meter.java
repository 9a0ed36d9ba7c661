package dev.tally.system.scale;

import dev.tally.localstack.quota.Quota;

/** The use of a quota by one resource, such as a partition key: a token bucket in virtual time. */
final class Meter {

    private final Quota quota;
    private final double perSecond;
    private final double burst;
    private final VirtualTime time;
    private double fullAt;
    private double used;
    private double refused;

    /** @param burst the number of tokens that the bucket has room for */
    Meter(Quota quota, double perSecond, double burst, VirtualTime time) {
        this.quota = quota;
        this.perSecond = perSecond;
        this.burst = burst;
        this.time = time;
    }

    Quota quota() {
        return quota;
    }

    /** Uses up to that many tokens, and returns the number of used ones. */
    long take(long wanted) {
        long free = (long) Math.max(0, burst - missing());
        long taken = Math.min(wanted, free);
        use((double) taken);
        refused += wanted - taken;
        return taken;
    }

    /** Uses tokens that may come later, and returns the wait for them. */
    long waitFor(double wanted) {
        use(wanted);
        double missing = missing() - burst;
        if (missing <= 0) {
            return 0;
        }
        refused += Math.min(wanted, missing);
        return (long) (missing / perSecond * VirtualTime.SECOND);
    }

    private void use(double tokens) {
        fullAt = Math.max(fullAt, (double) time.now()) + tokens / perSecond * VirtualTime.SECOND;
        used += tokens;
    }

    private double missing() {
        return Math.max(0, fullAt - time.now()) / VirtualTime.SECOND * perSecond;
    }

    /** Returns the used share of the quota in a period since {@link #restart}. */
    double share(long period) {
        return used / perSecond * VirtualTime.SECOND / period;
    }

    /** Returns the share of the wanted tokens that were refused, or came later. */
    double refusedShare() {
        return refused / Math.max(1, used + refused);
    }

    void restart() {
        used = 0;
        refused = 0;
    }
}
