package dev.tally.counter;

import dev.tally.runtime.trace.TraceContext;
import java.util.Optional;

/**
 * The new changes of one batch, as one write adds them to a shard's tally.
 *
 * @param queue the name of the queue that numbered the clicks; a re-created queue has another name
 * @param first the lowest sequence number; the write is valid only while the watermark is below it
 * @param last the highest sequence number; the watermark after the write
 * @param clicks the number of clicks, adjustments and votes
 * @param reset the last effective reset: the write then replaces the total by the sum of the changes after it
 * @param sum the sum of their deltas, and of the changes in the values of voters
 * @param adjusted the part of the sum that comes from adjustments
 * @param minutes the sums of the clicks and votes by minute, without adjustments
 * @param votes the votes among the changes
 * @param load of the shard in this batch
 * @param trace the trace that goes with the write, if one of its clicks is traced
 */
public record Increment(
        Shard shard,
        String queue,
        SequenceNumber first,
        SequenceNumber last,
        int clicks,
        Optional<Reset> reset,
        long sum,
        long adjusted,
        Minutes minutes,
        VoteChanges votes,
        ShardLoad load,
        Optional<TraceContext> trace) {

    public Increment withTrace(Optional<TraceContext> other) {
        return new Increment(shard, queue, first, last, clicks, reset, sum, adjusted, minutes, votes, load, other);
    }
}
