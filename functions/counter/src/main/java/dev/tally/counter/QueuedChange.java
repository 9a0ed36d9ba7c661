package dev.tally.counter;

import dev.tally.runtime.trace.TraceContext;
import java.time.Instant;
import java.util.Optional;

/**
 * A change with its place in its message group.
 *
 * @param sentAt the time at which SQS accepted it, empty if unknown
 * @param trace the change's place in a trace, if the trace is recorded
 */
public record QueuedChange(
        SequenceNumber sequence, Change change, Optional<Instant> sentAt, Optional<TraceContext> trace) {

    /** Creates a change without a time and a trace. */
    public QueuedChange(SequenceNumber sequence, Change change) {
        this(sequence, change, Optional.empty(), Optional.empty());
    }
}
