package dev.tally.counter;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/**
 * The state of one shard.
 *
 * @param total the sum of all deltas counted, or of the last values of all voters
 * @param adjusted the part of the total that comes from adjustments
 * @param writes the number of writes, which orders the states of a shard
 * @param reset the reset with the highest generation that the shard received
 * @param watermarks the highest sequence number counted, by queue name
 * @param updatedAt the time at which the last write was planned, by the writer's clock
 * @param load at the last write
 * @param voters the number of voters by the sign of their value, if the counter takes votes
 */
public record Tally(
        long total,
        long adjusted,
        long writes,
        Optional<Reset> reset,
        Map<String, SequenceNumber> watermarks,
        Minutes minutes,
        Instant updatedAt,
        ShardLoad load,
        VoterCount voters) {

    /** Creates a tally without adjustments, resets and votes. */
    public Tally(long total, long writes, Map<String, SequenceNumber> watermarks, Minutes minutes, Instant updatedAt) {
        this(total, 0, writes, Optional.empty(), watermarks, minutes, updatedAt);
    }

    /** Creates a tally without a load and votes. */
    public Tally(
            long total,
            long adjusted,
            long writes,
            Optional<Reset> reset,
            Map<String, SequenceNumber> watermarks,
            Minutes minutes,
            Instant updatedAt) {
        this(total, adjusted, writes, reset, watermarks, minutes, updatedAt, ShardLoad.NONE, VoterCount.NONE);
    }

    /** Returns this tally with a load. */
    public Tally with(ShardLoad other) {
        return new Tally(total, adjusted, writes, reset, watermarks, minutes, updatedAt, other, voters);
    }

    /** Returns this tally with the total of a shard that has just been reset. */
    Tally withoutTotal() {
        return new Tally(0, 0, writes, reset, watermarks, minutes, updatedAt, load, VoterCount.NONE);
    }
}
