package dev.tally.counter;

import java.time.Instant;
import java.util.Map;

/**
 * The state of one shard.
 *
 * @param total sum of all deltas counted
 * @param writes how many writes made it, which orders the states of a shard
 * @param watermarks the highest sequence number counted, by queue name
 * @param updatedAt when the last write was planned, by the writer's clock
 */
public record Tally(
        long total, long writes, Map<String, SequenceNumber> watermarks, Minutes minutes, Instant updatedAt) {}
