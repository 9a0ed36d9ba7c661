package dev.tally.counter;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The state of one shard.
 *
 * @param total the sum of all deltas counted
 * @param adjusted the part of the total that comes from adjustments
 * @param writes the number of writes, which orders the states of a shard
 * @param reset the reset with the highest generation that the shard received
 * @param watermarks the highest sequence number counted, by queue name
 * @param updatedAt the time at which the last write was planned, by the writer's clock
 */
public record Tally(
        long total,
        long adjusted,
        long writes,
        Optional<Reset> reset,
        Map<String, SequenceNumber> watermarks,
        Minutes minutes,
        Instant updatedAt) {

    /** Creates a tally without adjustments and resets. */
    public Tally(long total, long writes, Map<String, SequenceNumber> watermarks, Minutes minutes, Instant updatedAt) {
        this(total, 0, writes, Optional.empty(), watermarks, minutes, updatedAt);
    }

    /** Returns this tally with the total of a shard that has just been reset. */
    Tally withoutTotal() {
        return new Tally(0, 0, writes, reset, watermarks, minutes, updatedAt);
    }
}
