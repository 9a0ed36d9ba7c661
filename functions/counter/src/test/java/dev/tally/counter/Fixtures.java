package dev.tally.counter;

import java.math.BigInteger;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Values for tests. */
public final class Fixtures {

    public static final Instant NOW = Instant.parse("2026-11-22T10:00:30Z");
    public static final CounterId COUNTER = new CounterId("likes");
    public static final Shard SHARD = new Shard(COUNTER, 0);
    public static final Epoch EPOCH = new Epoch("eu-central-1.20261122-090000-000");
    public static final String QUEUE = "tally-clicks-1.fifo";

    private static final Random RANDOM = new Random(1);

    private Fixtures() {}

    /** Returns a total of one shard. */
    public static Total total(
            CounterId counter,
            long count,
            long version,
            Minutes minutes,
            @Nullable Instant updatedAt,
            @Nullable Instant asOf) {
        return new Total(
                counter,
                EPOCH,
                count,
                version,
                new TreeMap<>(Map.of("here#0", version)),
                new TreeMap<>(Map.of("here#0", sequence(version))),
                minutes,
                updatedAt,
                asOf);
    }

    /** Returns a new id of a given time. */
    public static ClickId idAt(Instant time) {
        return new ClickIds(Clock.fixed(time, ZoneOffset.UTC), RANDOM).next();
    }

    public static Click click(int delta) {
        return clickAt(NOW, delta);
    }

    public static Click clickAt(Instant time, int delta) {
        return new Click(idAt(time), COUNTER, delta);
    }

    public static QueuedChange queued(long sequence, int delta) {
        return new QueuedChange(sequence(sequence), click(delta));
    }

    public static QueuedChange adjustment(long sequence, long delta) {
        return new QueuedChange(sequence(sequence), new Adjustment(idAt(NOW), COUNTER, delta));
    }

    public static QueuedChange reset(long sequence, ClickId generation, int shards) {
        return new QueuedChange(sequence(sequence), new Reset(generation, COUNTER, shards));
    }

    public static SequenceNumber sequence(long number) {
        return new SequenceNumber(BigInteger.valueOf(number));
    }
}
