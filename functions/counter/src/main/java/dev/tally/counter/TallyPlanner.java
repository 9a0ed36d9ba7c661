package dev.tally.counter;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The planner of a shard's next write. It alone decides which clicks are new. */
public final class TallyPlanner {

    private TallyPlanner() {}

    /**
     * The decision about the clicks of one batch.
     *
     * @param increment the write that counts the fresh clicks, empty if there are none
     * @param fresh the clicks above the watermark, each once, by sequence number
     * @param counted the clicks that an earlier write counted, as they were delivered
     */
    public record Plan(Optional<Increment> increment, List<QueuedClick> fresh, List<QueuedClick> counted) {}

    /**
     * Plans the write of one shard.
     *
     * <p>The clicks may come in any order and more than once. An earlier write counted all clicks at or below the
     * watermark: SQS delivers a message group in order, and a message is acknowledged only after it was counted.
     *
     * @param clicks of this shard, numbered by this queue
     * @param watermark the highest number known to be counted, null if none is known
     */
    public static Plan plan(
            Shard shard,
            String queue,
            Collection<QueuedClick> clicks,
            @Nullable SequenceNumber watermark,
            Instant now) {
        NavigableMap<SequenceNumber, QueuedClick> fresh = new TreeMap<>();
        List<QueuedClick> counted = new ArrayList<>();
        for (QueuedClick queued : clicks) {
            if (watermark == null || queued.sequence().isAfter(watermark)) {
                fresh.put(queued.sequence(), queued);
            } else {
                counted.add(queued);
            }
        }
        List<QueuedClick> inOrder = List.copyOf(fresh.values());
        return new Plan(increment(shard, queue, inOrder, now), inOrder, List.copyOf(counted));
    }

    private static Optional<Increment> increment(Shard shard, String queue, List<QueuedClick> fresh, Instant now) {
        if (fresh.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Increment(
                shard,
                queue,
                fresh.get(0).sequence(),
                fresh.get(fresh.size() - 1).sequence(),
                fresh.size(),
                fresh.stream().mapToLong(queued -> queued.click().delta()).sum(),
                minutes(fresh, now),
                Optional.empty()));
    }

    private static Minutes minutes(List<QueuedClick> clicks, Instant now) {
        SortedMap<Long, Long> sums = new TreeMap<>();
        for (QueuedClick queued : clicks) {
            long minute = Math.max(Minutes.of(queued.click().time()), Minutes.oldestOpen(now));
            sums.merge(minute, (long) queued.click().delta(), Long::sum);
        }
        return new Minutes(sums);
    }
}
