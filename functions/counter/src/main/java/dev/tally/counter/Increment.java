package dev.tally.counter;

import dev.tally.runtime.trace.TraceContext;
import java.util.Optional;

/**
 * What one write adds to a shard's tally: the new clicks of one batch.
 *
 * @param queue the name of the queue that numbered the clicks; a re-created queue has another name
 * @param first the lowest sequence number in it: the write is only right while the watermark is below
 * @param last the highest sequence number in it: the watermark afterwards
 * @param clicks how many clicks
 * @param sum of their deltas
 * @param minutes their sums by minute
 * @param trace the place in a trace that goes with the write, if one of its clicks is traced
 */
public record Increment(
        Shard shard,
        String queue,
        SequenceNumber first,
        SequenceNumber last,
        int clicks,
        long sum,
        Minutes minutes,
        Optional<TraceContext> trace) {

    public Increment withTrace(Optional<TraceContext> other) {
        return new Increment(shard, queue, first, last, clicks, sum, minutes, other);
    }
}
