package dev.tally.system.scale;

import dev.tally.counter.CounterId;
import dev.tally.counter.Minutes;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardLoad;
import dev.tally.counter.Tally;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A counter, or many counters with the same load that no viewer watches. */
final class SimulatedCounter {

    static final String REGION = "here";

    private final CounterId id;
    private final double counters;
    private final double messagesPerSecond;
    private final int viewers;
    private final CounterTable.@Nullable Key shardKey;
    private final List<MessageGroup> groups = new ArrayList<>();
    private final SortedMap<String, Tally> tallies = new TreeMap<>();
    private final List<Counted> unpublished = new ArrayList<>();

    private SimulatedCounter(
            CounterId id, double counters, double messagesPerSecond, int viewers, CounterTable.@Nullable Key shardKey) {
        this.id = id;
        this.counters = counters;
        this.messagesPerSecond = messagesPerSecond;
        this.viewers = viewers;
        this.shardKey = shardKey;
    }

    /**
     * Messages that were counted together.
     *
     * @param messages their number
     * @param arrival the mean time of their requests
     */
    record Counted(double messages, long arrival) {}

    static SimulatedCounter one(String id, double messagesPerSecond, int viewers, CounterTable.Key shardKey) {
        return new SimulatedCounter(new CounterId(id), 1, messagesPerSecond, viewers, shardKey);
    }

    /** Returns many counters, whose load is too small for a schedule. */
    static SimulatedCounter many(double counters, int shards, double messagesPerSecond) {
        SimulatedCounter many = new SimulatedCounter(new CounterId("others"), counters, messagesPerSecond, 0, null);
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

    int viewers() {
        return viewers;
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
        if (viewers > 0) {
            unpublished.add(new Counted(batch.messages(), batch.arrival()));
        }
        if (isMany()) {
            return;
        }
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

    /** Returns the counted messages that no total contains yet, and forgets them. */
    List<Counted> publish() {
        List<Counted> published = List.copyOf(unpublished);
        unpublished.clear();
        return published;
    }
}
