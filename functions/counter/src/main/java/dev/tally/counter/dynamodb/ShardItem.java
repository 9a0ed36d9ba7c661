package dev.tally.counter.dynamodb;

import dev.tally.counter.ClickId;
import dev.tally.counter.CounterId;
import dev.tally.counter.Minutes;
import dev.tally.counter.Reset;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.Shard;
import dev.tally.counter.ShardLoad;
import dev.tally.counter.Tally;
import dev.tally.counter.VoterCount;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/** The attribute names of a shard's item, and its translation into a tally. */
final class ShardItem {

    static final String TOTAL = "total";
    static final String ADJUSTED = "adjusted";
    static final String GENERATION = "generation";
    static final String GROUPS = "groups";
    static final String WRITES = "writes";
    static final String UPDATED_AT = "updatedAt";
    static final String LAG = "lagMillis";
    static final String RECEIVED = "received";
    static final String BUSY_AT = "busyAt";
    static final String COUNTED = "counted";
    static final String UP = "up";
    static final String DOWN = "down";

    /** The time until which no vote is counted, in milliseconds. */
    static final String HELD_UNTIL = "heldUntil";

    private static final String PARTITION_PREFIX = "shards#";
    private static final String WATERMARK_PREFIX = "w#";
    private static final String MINUTE_PREFIX = "m";

    private ShardItem() {}

    static Map<String, AttributeValue> key(Shard shard, String region) {
        return Map.of(
                Items.PK, partition(shard.counter()),
                Items.SK, AttributeValue.fromS(shard.name(region)));
    }

    static AttributeValue partition(CounterId counter) {
        return AttributeValue.fromS(PARTITION_PREFIX + counter);
    }

    static String watermark(String queue) {
        return WATERMARK_PREFIX + queue;
    }

    static String minute(long epochMinute) {
        return MINUTE_PREFIX + epochMinute;
    }

    /** Returns the name of a shard, such as {@code eu-central-1#0}. It is the sort key. */
    static String name(Map<String, AttributeValue> item) {
        return Items.text(item, Items.SK);
    }

    /** @throws dev.tally.counter.UnreadableItemException if the item is not a shard as Tally writes it */
    static Tally tally(Map<String, AttributeValue> item) {
        return Items.read(item, ShardItem::read);
    }

    /** Returns the generation of the highest reset that an item has, empty if it has none. */
    static Optional<ClickId> generation(Map<String, AttributeValue> item) {
        return Optional.ofNullable(item.get(GENERATION)).map(AttributeValue::s).map(ClickId::parse);
    }

    /** Returns the number of voters in the item of a shard or of a total. */
    static VoterCount voters(Map<String, AttributeValue> item) {
        return new VoterCount(Items.numberOr(item, UP, 0), Items.numberOr(item, DOWN, 0));
    }

    private static Optional<Reset> reset(Map<String, AttributeValue> item) {
        String partition = Items.text(item, Items.PK);
        return generation(item)
                .map(id -> new Reset(id, new CounterId(partition.substring(PARTITION_PREFIX.length())), (int)
                        Items.number(item, GROUPS)));
    }

    /** Returns whether an item of the table is a shard. */
    static boolean is(Map<String, AttributeValue> key) {
        return Items.text(key, Items.PK).startsWith(PARTITION_PREFIX);
    }

    private static Tally read(Map<String, AttributeValue> item) {
        Map<String, SequenceNumber> watermarks = new HashMap<>();
        SortedMap<Long, Long> minutes = new TreeMap<>();
        item.forEach((name, value) -> {
            if (name.startsWith(WATERMARK_PREFIX)) {
                watermarks.put(name.substring(WATERMARK_PREFIX.length()), SequenceNumber.parse(value.s()));
            } else if (name.startsWith(MINUTE_PREFIX)) {
                minutes.put(Long.valueOf(name.substring(MINUTE_PREFIX.length())), Long.valueOf(value.n()));
            }
        });
        return new Tally(
                Items.number(item, TOTAL),
                Items.numberOr(item, ADJUSTED, 0),
                Items.number(item, WRITES),
                reset(item),
                watermarks,
                new Minutes(minutes),
                Instant.ofEpochMilli(Items.number(item, UPDATED_AT)),
                load(item),
                voters(item));
    }

    private static ShardLoad load(Map<String, AttributeValue> item) {
        return new ShardLoad(
                Duration.ofMillis(Items.numberOr(item, LAG, 0)),
                (int) Items.numberOr(item, RECEIVED, 0),
                item.containsKey(BUSY_AT) ? Instant.ofEpochMilli(Items.number(item, BUSY_AT)) : null,
                Items.numberOr(item, COUNTED, 0));
    }
}
