package dev.tally.counter;

import java.math.BigInteger;
import java.util.Collection;

/**
 * The one assertion at the end of every scenario, after Maelstrom's pn-counter check. Faults have stopped and queues
 * have drained by then. The count is the sum of all acknowledged clicks and some subset of the unknown clicks. A click
 * is unknown if its answer was lost.
 *
 * @see <a href="https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-pn-counter">Maelstrom,
 *     pn-counter</a>
 */
public final class ExactlyOnce {

    private ExactlyOnce() {}

    /**
     * Fails unless the count is right.
     *
     * @param acknowledged the deltas of the clicks that were answered with a promise, each click once
     * @param unknown the deltas of the clicks with a lost answer, each click once
     */
    public static void assertCount(long count, Collection<Integer> acknowledged, Collection<Integer> unknown) {
        if (!isRight(count, acknowledged, unknown)) {
            long promised = sum(acknowledged);
            throw new AssertionError(("the count is %d, but the %d promised clicks sum to %d,"
                            + " and no subset of the %d unknown clicks sums to the difference of %d")
                    .formatted(count, acknowledged.size(), promised, unknown.size(), count - promised));
        }
    }

    /** Returns whether {@link #assertCount} would pass. */
    public static boolean isRight(long count, Collection<Integer> acknowledged, Collection<Integer> unknown) {
        // One bit for each sum of a subset, from the lowest sum up. Each delta adds itself to all sums found before.
        BigInteger sums = BigInteger.ONE;
        long lowest = 0;
        for (int delta : unknown) {
            sums = sums.or(sums.shiftLeft(Math.abs(delta)));
            lowest += Math.min(0, delta);
        }
        long bit = count - sum(acknowledged) - lowest;
        return bit >= 0 && bit < sums.bitLength() && sums.testBit((int) bit);
    }

    private static long sum(Collection<Integer> deltas) {
        return deltas.stream().mapToLong(Integer::longValue).sum();
    }
}
