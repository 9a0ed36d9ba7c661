package dev.tally.counter.dynamodb;

import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Minutes;
import dev.tally.counter.Published;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Total;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The attribute names of a total's item, and its translation into the published state. */
final class TotalItem {

    static final String EPOCH = "epoch";
    static final String COUNT = "count";
    static final String VERSION = "version";
    static final String WRITES = "writes";
    static final String WATERMARKS = "watermarks";
    static final String UPDATED_AT = "updatedAt";
    static final String AS_OF = "asOf";
    static final String MINUTES = "minutes";
    static final String VIEWERS = "viewers";
    static final String TOUCHES = "touches";
    static final String TOUCH_AT = "touchAt";
    static final String LIVE = "live";

    private static final String MILLIONTHS = "millionths";
    private static final String SINCE = "since";
    private static final String INTERVAL = "interval";

    private static final String PARTITION_PREFIX = "total#";

    private TotalItem() {}

    static Map<String, AttributeValue> key(CounterId counter, String region) {
        return Map.of(Items.PK, partition(counter), Items.SK, AttributeValue.fromS(region));
    }

    static AttributeValue partition(CounterId counter) {
        return AttributeValue.fromS(PARTITION_PREFIX + counter);
    }

    /** Returns whether an item of the table is a region's total. */
    static boolean is(Map<String, AttributeValue> key, String region) {
        return isAny(key) && Items.text(key, Items.SK).equals(region);
    }

    /** Returns whether an item of the table is the total of any region. */
    static boolean isAny(Map<String, AttributeValue> key) {
        return Items.text(key, Items.PK).startsWith(PARTITION_PREFIX);
    }

    static AttributeValue minutes(Minutes minutes) {
        Map<String, AttributeValue> sums = new HashMap<>();
        minutes.sums().forEach((minute, sum) -> sums.put(minute.toString(), Items.number(sum)));
        return AttributeValue.fromM(sums);
    }

    static AttributeValue writes(Map<String, Long> writes) {
        Map<String, AttributeValue> shards = new HashMap<>();
        writes.forEach((shard, number) -> shards.put(shard, Items.number(number)));
        return AttributeValue.fromM(shards);
    }

    static AttributeValue watermarks(Map<String, SequenceNumber> watermarks) {
        Map<String, AttributeValue> shards = new HashMap<>();
        watermarks.forEach((shard, sequence) -> shards.put(shard, AttributeValue.fromS(sequence.toString())));
        return AttributeValue.fromM(shards);
    }

    static AttributeValue live(LiveMode mode) {
        return AttributeValue.fromM(Map.of(
                MILLIONTHS, Items.number(mode.millionths()),
                SINCE, Items.number(mode.since().toEpochMilli()),
                VIEWERS, Items.number(mode.viewers()),
                INTERVAL, Items.number(mode.interval().toMillis())));
    }

    /**
     * Returns the published state of an item, zero for an empty one.
     *
     * @param current the epoch of a total without an item
     * @throws dev.tally.counter.UnreadableItemException if the item is not a total as Tally writes it
     */
    static Published published(CounterId counter, Map<String, AttributeValue> item, Epoch current) {
        return Items.read(item, some -> read(counter, some, current));
    }

    private static Published read(CounterId counter, Map<String, AttributeValue> item, Epoch current) {
        Total total = item.containsKey(VERSION) ? total(counter, item) : Total.zero(counter, current);
        return new Published(
                total,
                (int) Items.numberOr(item, VIEWERS, 0),
                Items.numberOr(item, TOUCHES, 0),
                item.containsKey(LIVE) ? live(Items.required(item, LIVE).m()) : LiveMode.PUSH);
    }

    private static LiveMode live(Map<String, AttributeValue> mode) {
        return new LiveMode(
                (int) Items.number(mode, MILLIONTHS),
                Instant.ofEpochMilli(Items.number(mode, SINCE)),
                (int) Items.number(mode, VIEWERS),
                Duration.ofMillis(Items.numberOr(mode, INTERVAL, LiveMode.SHORTEST_INTERVAL.toMillis())));
    }

    private static Total total(CounterId counter, Map<String, AttributeValue> item) {
        SortedMap<Long, Long> sums = new TreeMap<>();
        if (item.containsKey(MINUTES)) {
            Items.required(item, MINUTES)
                    .m()
                    .forEach((minute, sum) -> sums.put(Long.valueOf(minute), Long.valueOf(sum.n())));
        }
        SortedMap<String, Long> writes = new TreeMap<>();
        Items.required(item, WRITES).m().forEach((shard, number) -> writes.put(shard, Long.valueOf(number.n())));
        SortedMap<String, SequenceNumber> watermarks = new TreeMap<>();
        if (item.containsKey(WATERMARKS)) {
            Items.required(item, WATERMARKS)
                    .m()
                    .forEach((shard, sequence) -> watermarks.put(shard, SequenceNumber.parse(sequence.s())));
        }
        return new Total(
                counter,
                new Epoch(Items.text(item, EPOCH)),
                Items.number(item, COUNT),
                Items.number(item, VERSION),
                writes,
                watermarks,
                new Minutes(sums),
                Instant.ofEpochMilli(Items.number(item, UPDATED_AT)),
                Instant.ofEpochMilli(Items.number(item, AS_OF)),
                ShardItem.voters(item),
                ShardItem.generation(item).orElse(null));
    }
}
