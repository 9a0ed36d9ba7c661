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

/** The planner of a shard's next write. It alone decides which changes are new. */
public final class TallyPlanner {

    private TallyPlanner() {}

    /**
     * The decision about the changes of one batch.
     *
     * @param increment the write that counts the fresh changes, empty if there are none
     * @param fresh the changes above the watermark, each once, by sequence number
     * @param counted the changes that an earlier write counted, as they were delivered
     */
    public record Plan(Optional<Increment> increment, List<QueuedChange> fresh, List<QueuedChange> counted) {}

    /**
     * Plans the write of one shard.
     *
     * <p>The changes may come in any order and more than once. An earlier write counted all changes at or below the
     * watermark: SQS delivers a message group in order, and a message is acknowledged only after it was counted.
     *
     * @param changes of this shard, numbered by this queue
     * @param watermark the highest number known to be counted, null if none is known
     */
    public static Plan plan(
            Shard shard,
            String queue,
            Collection<QueuedChange> changes,
            @Nullable SequenceNumber watermark,
            Instant now) {
        return plan(shard, queue, changes, watermark, null, now);
    }

    /**
     * Plans the write of one shard that may have received resets.
     *
     * @param generation the generation of the highest reset known to be received, null if none is known
     */
    public static Plan plan(
            Shard shard,
            String queue,
            Collection<QueuedChange> changes,
            @Nullable SequenceNumber watermark,
            @Nullable ClickId generation,
            Instant now) {
        NavigableMap<SequenceNumber, QueuedChange> fresh = new TreeMap<>();
        List<QueuedChange> counted = new ArrayList<>();
        for (QueuedChange queued : changes) {
            if (watermark == null || queued.sequence().isAfter(watermark)) {
                fresh.put(queued.sequence(), queued);
            } else {
                counted.add(queued);
            }
        }
        List<QueuedChange> inOrder = List.copyOf(fresh.values());
        return new Plan(increment(shard, queue, inOrder, generation, now), inOrder, List.copyOf(counted));
    }

    private static Optional<Increment> increment(
            Shard shard, String queue, List<QueuedChange> fresh, @Nullable ClickId generation, Instant now) {
        if (fresh.isEmpty()) {
            return Optional.empty();
        }
        Optional<Reset> reset = Optional.empty();
        List<QueuedChange> sinceReset = fresh;
        ClickId highest = generation;
        for (int place = 0; place < fresh.size(); place++) {
            if (fresh.get(place).change() instanceof Reset candidate && candidate.isAbove(highest)) {
                highest = candidate.id();
                reset = Optional.of(candidate);
                sinceReset = fresh.subList(place + 1, fresh.size());
            }
        }
        return Optional.of(new Increment(
                shard,
                queue,
                fresh.get(0).sequence(),
                fresh.get(fresh.size() - 1).sequence(),
                (int) fresh.stream()
                        .filter(queued -> !(queued.change() instanceof Reset))
                        .count(),
                reset,
                sum(sinceReset, Change.class),
                sum(sinceReset, Adjustment.class),
                minutes(fresh, now),
                Optional.empty()));
    }

    private static long sum(List<QueuedChange> changes, Class<? extends Change> kind) {
        return changes.stream()
                .map(QueuedChange::change)
                .filter(kind::isInstance)
                .mapToLong(Change::amount)
                .sum();
    }

    private static Minutes minutes(List<QueuedChange> changes, Instant now) {
        SortedMap<Long, Long> sums = new TreeMap<>();
        for (QueuedChange queued : changes) {
            if (queued.change() instanceof Click click) {
                long minute = Math.max(Minutes.of(click.time()), Minutes.oldestOpen(now));
                sums.merge(minute, (long) click.delta(), Long::sum);
            }
        }
        return new Minutes(sums);
    }
}
