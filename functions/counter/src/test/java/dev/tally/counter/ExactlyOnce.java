package dev.tally.counter;

import java.math.BigInteger;
import java.util.Collection;

/**
 * The one assertion that every scenario ends with, after Maelstrom's pn-counter check: once faults have stopped and queues
 * have drained, the count is the sum of all acknowledged clicks, plus some subset of those whose answer was lost.
 *
 * @see <a href="https://github.com/jepsen-io/maelstrom/blob/main/doc/workloads.md#workload-pn-counter">Maelstrom,
 *     pn-counter</a>
 */
public final class ExactlyOnce {

    private ExactlyOnce() {}

    /**
     * Fails unless the count is right.
     *
     * @param acknowledged the deltas that were answered with a promise, each click once
     * @param unknown the deltas whose answer was lost, each click once
     */
    public static void assertCount(long count, Collection<Integer> acknowledged, Collection<Integer> unknown) {
        if (!isRight(count, acknowledged, unknown)) {
            long promised = sum(acknowledged);
            throw new AssertionError(
                    "the count is %d, but %d clicks were promised that sum to %d, and no subset of %d unknown ones makes up for %d"
                            .formatted(count, acknowledged.size(), promised, unknown.size(), count - promised));
        }
    }

    /** Whether {@link #assertCount} would pass. */
    public static boolean isRight(long count, Collection<Integer> acknowledged, Collection<Integer> unknown) {
        // A bit for each sum of a subset, from the lowest one up: a delta adds what it makes of those without it.
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
