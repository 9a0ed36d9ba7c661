package dev.tally.system.scale;

import dev.tally.counter.CounterId;
import dev.tally.counter.Minutes;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardLoad;
import dev.tally.counter.Tally;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A counter, or many counters with the same load that no viewer watches. */
final class SimulatedCounter {

    static final String REGION = "here";

    private static final int GROUPS = 20;

    private final CounterId id;
    private final double counters;
    private final double messagesPerSecond;
    private final Audience pushed;
    private final Audience polling;
    private final CounterTable.@Nullable Key shardKey;
    private final List<MessageGroup> groups = new ArrayList<>();
    private final SortedMap<String, Tally> tallies = new TreeMap<>();
    private final List<Counted> unpublished = new ArrayList<>();

    private SimulatedCounter(
            CounterId id,
            double counters,
            double messagesPerSecond,
            Audience pushed,
            Audience polling,
            CounterTable.@Nullable Key shardKey) {
        this.id = id;
        this.counters = counters;
        this.messagesPerSecond = messagesPerSecond;
        this.pushed = pushed;
        this.polling = polling;
        this.shardKey = shardKey;
    }

    /**
     * Messages that were counted together.
     *
     * @param messages their number
     * @param arrival the mean time of their requests
     */
    record Counted(double messages, long arrival) {}

    /**
     * Returns one counter.
     *
     * @param pushed the viewers with a connection
     * @param polling the viewers without one
     */
    static SimulatedCounter one(
            String id, double messagesPerSecond, Audience pushed, Audience polling, CounterTable.Key shardKey) {
        return new SimulatedCounter(new CounterId(id), 1, messagesPerSecond, pushed, polling, shardKey);
    }

    /** Returns many counters. The load of each is too small for a schedule. */
    static SimulatedCounter many(double counters, int shards, double messagesPerSecond) {
        SimulatedCounter many = new SimulatedCounter(
                new CounterId("others"), counters, messagesPerSecond, Audience.NONE, Audience.NONE, null);
        many.groups.add(new MessageGroup(many, 0, counters * shards));
        return many;
    }

    CounterId id() {
        return id;
    }

    boolean isMany() {
        return counters > 1;
    }

    double messagesPerSecond() {
        return messagesPerSecond;
    }

    Audience pushed() {
        return pushed;
    }

    Audience polling() {
        return polling;
    }

    CounterTable.@Nullable Key shardKey() {
        return shardKey;
    }

    /** Returns the number of counters in a number of records, as the mean of random records. */
    double distinct(double records) {
        return counters > 1 ? counters * -Math.expm1(records * Math.log1p(-1 / counters)) : 1;
    }

    /** Returns the message group of a shard, which begins with the first message. */
    MessageGroup group(int shard) {
        while (groups.size() <= shard) {
            groups.add(new MessageGroup(this, groups.size(), 1));
        }
        return groups.get(shard);
    }

    int shards() {
        return groups.size();
    }

    /** Adds a counted batch to the tally of its shard. */
    void counted(MessageGroup.Batch batch, VirtualTime time) {
        if (isMany()) {
            return;
        }
        unpublished.add(new Counted(batch.messages(), batch.arrival()));
        Duration lag = Duration.of(time.now() - batch.newest(), ChronoUnit.MICROS);
        tallies.compute(new Shard(id, batch.group().shard()).name(REGION), (name, before) -> {
            ShardLoad load = ShardLoad.of(lag, batch.messages(), time.instant());
            return new Tally(
                            (before == null ? 0 : before.total()) + batch.messages(),
                            (before == null ? 0 : before.writes()) + 1,
                            Map.of(),
                            Minutes.NONE,
                            time.instant())
                    .with(before == null ? load : load.after(before.load()));
        });
    }

    /** Returns the tallies by the names of their shards, as a Query reads them. */
    SortedMap<String, Tally> tallies() {
        return tallies;
    }

    /** Puts the counted messages that no total contains yet into a total. */
    void publish(long time) {
        List<Counted> published = merged(unpublished);
        unpublished.clear();
        pushed.published(time, published);
        polling.published(time, published);
    }

    /** Returns few groups of messages with nearly the same time of arrival. */
    private static List<Counted> merged(List<Counted> counted) {
        List<Counted> sorted = counted.stream()
                .sorted(Comparator.comparingLong(Counted::arrival))
                .toList();
        int together = (sorted.size() + GROUPS - 1) / GROUPS;
        List<Counted> merged = new ArrayList<>();
        for (int first = 0; first < sorted.size(); first += together) {
            List<Counted> some = sorted.subList(first, Math.min(sorted.size(), first + together));
            merged.add(new Counted(
                    some.stream().mapToDouble(Counted::messages).sum(),
                    some.get(some.size() / 2).arrival()));
        }
        return merged;
    }
}
