package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The numbers of shards of a counter over time. The shard of a click follows from the number in force at the time in
 * the click's id.
 *
 * @param version the number of changes; a change is stored only in place of the version that its planner read
 * @param entries by their start, at most {@value #MAX_ENTRIES}
 */
public record Schedule(long version, List<Entry> entries) {

    // Every environment of press must decide the same shard for an id, although each has a list of another age. So an
    // entry starts LEAD after it was planned, and a list that was read at r decides ids up to r + HotList.DECIDES. A
    // list that lacks an entry was read before the entry was stored. So every id that it decides is before the entry's
    // start. This assumes that the clocks of press and rollup and the duration of the write are off by less than 39 s
    // together: the difference, without the one second that a start in whole seconds takes.

    /** The time from the plan of an entry to its start. */
    public static final Duration LEAD = Duration.ofSeconds(90);

    /** The time that an entry stays after the start of its successor: longer than any retry of a click. */
    public static final Duration KEPT = Duration.ofMinutes(6);

    /** The maximum number of entries. */
    public static final int MAX_ENTRIES = 6;

    /** The schedule of a counter that has the minimum of shards. */
    public static final Schedule NONE = new Schedule(0, List.of());

    /**
     * A number of shards and the time from which it is in force.
     *
     * @param from in whole seconds
     */
    public record Entry(Instant from, int shards) {}

    /**
     * Returns the number of shards in force at a time.
     *
     * @param minimum the number before the first entry
     */
    public int shards(Instant time, int minimum) {
        int shards = minimum;
        for (Entry entry : entries) {
            if (!time.isBefore(entry.from())) {
                shards = entry.shards();
            }
        }
        return shards;
    }

    /** Returns the largest number of shards of any entry, or the minimum if that is larger. */
    public int most(int minimum) {
        return entries.stream().mapToInt(Entry::shards).reduce(minimum, Math::max);
    }

    /** Returns the start of the last entry, empty if there is none. */
    public Optional<Instant> lastFrom() {
        return entries.isEmpty()
                ? Optional.empty()
                : Optional.of(entries.get(entries.size() - 1).from());
    }

    /** Returns whether an entry is not in force yet. */
    public boolean isPending(Instant now) {
        return lastFrom().filter(from -> from.isAfter(now)).isPresent();
    }

    /** Returns whether every id that press still accepts has the minimum of shards. */
    boolean isOver(Instant now, int minimum) {
        List<Entry> kept = kept(now);
        return kept.size() == 1
                && kept.get(0).shards() == minimum
                && kept.get(0).from().plus(KEPT).isBefore(now);
    }

    /** Returns the next version, with a further entry and without those that no id needs. */
    Schedule then(int shards, Instant now) {
        Entry next = new Entry(now.plus(LEAD).truncatedTo(ChronoUnit.SECONDS), shards);
        return new Schedule(
                version + 1, Stream.concat(kept(now).stream(), Stream.of(next)).toList());
    }

    /** Returns whether there is room for a further entry. */
    boolean hasRoom(Instant now) {
        return kept(now).size() < MAX_ENTRIES;
    }

    private List<Entry> kept(Instant now) {
        List<Entry> kept = new ArrayList<>(entries);
        while (kept.size() > 1 && kept.get(1).from().plus(KEPT).isBefore(now)) {
            kept.remove(0);
        }
        return kept;
    }
}
