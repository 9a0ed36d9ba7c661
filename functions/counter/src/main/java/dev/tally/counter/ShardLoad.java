package dev.tally.counter;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The load of a shard at its last write.
 *
 * @param lag the age of the newest message of the batch, zero if unknown
 * @param messages the number of the shard's messages in the batch
 * @param busyAt the time of the last write with a full batch, null if there was none
 * @param counted the number of the shard's messages in all batches, 0 if unknown
 */
public record ShardLoad(Duration lag, int messages, @Nullable Instant busyAt, long counted) {

    /** The load of a shard that reports none. */
    public static final ShardLoad NONE = new ShardLoad(Duration.ZERO, 0, null, 0);

    /** The number of messages that make a batch full: half of the most that Lambda delivers, as two shards share it. */
    public static final int FULL = 5;

    /** Returns the load of a batch. */
    public static ShardLoad of(Duration lag, int messages, Instant now) {
        return new ShardLoad(lag, messages, messages >= FULL ? now : null, messages);
    }

    /** Returns whether the shard's messages filled the batch. */
    public boolean isFull() {
        return messages >= FULL;
    }

    /** Returns this load after an earlier one. It keeps the earlier busy time if this batch was not full. */
    public ShardLoad after(ShardLoad earlier) {
        return new ShardLoad(lag, messages, busyAt == null ? earlier.busyAt : busyAt, earlier.counted + counted);
    }
}
