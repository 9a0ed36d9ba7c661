package dev.tally.counter;

import java.time.Instant;
import java.util.Collection;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Decides which clicks of a shard are new, and sums them. */
public final class TallyPlanner {

    private TallyPlanner() {}

    /**
     * Plans the write of one shard.
     *
     * <p>The clicks may come in any order and more than once. What is at or below the watermark was counted by an
     * earlier write, because a message group is delivered in order and its messages are acknowledged only after they
     * were counted.
     *
     * @param clicks of this shard, numbered by this queue
     * @param watermark the highest number known to be counted, null if none is known
     * @return the write, or empty if every click was counted already
     */
    public static Optional<Increment> plan(
            Shard shard,
            String queue,
            Collection<QueuedClick> clicks,
            @Nullable SequenceNumber watermark,
            Instant now) {
        NavigableMap<SequenceNumber, Click> fresh = new TreeMap<>();
        for (QueuedClick queued : clicks) {
            if (watermark == null || queued.sequence().isAfter(watermark)) {
                fresh.put(queued.sequence(), queued.click());
            }
        }
        if (fresh.isEmpty()) {
            return Optional.empty();
        }
        long sum = fresh.values().stream().mapToLong(Click::delta).sum();
        return Optional.of(new Increment(
                shard,
                queue,
                fresh.firstKey(),
                fresh.lastKey(),
                fresh.size(),
                sum,
                minutes(fresh.values(), now),
                Optional.empty()));
    }

    private static Minutes minutes(Collection<Click> clicks, Instant now) {
        SortedMap<Long, Long> sums = new TreeMap<>();
        for (Click click : clicks) {
            long minute = Math.max(Minutes.of(click.time()), Minutes.oldestOpen(now));
            sums.merge(minute, (long) click.delta(), Long::sum);
        }
        return new Minutes(sums);
    }
}
