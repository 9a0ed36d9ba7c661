package dev.tally.counter;

import java.util.Collection;
import java.util.HashSet;
import java.util.Set;

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
        long promised = acknowledged.stream().mapToLong(Integer::longValue).sum();
        Set<Long> possible = subsetSums(unknown);
        if (!possible.contains(count - promised)) {
            throw new AssertionError(
                    "the count is %d, but %d clicks were promised that sum to %d, and no subset of %d unknown ones makes up for %d"
                            .formatted(count, acknowledged.size(), promised, unknown.size(), count - promised));
        }
    }

    private static Set<Long> subsetSums(Collection<Integer> deltas) {
        Set<Long> sums = new HashSet<>(Set.of(0L));
        for (int delta : deltas) {
            Set<Long> withDelta = new HashSet<>();
            sums.forEach(sum -> withDelta.add(sum + delta));
            sums.addAll(withDelta);
        }
        return sums;
    }
}
