package dev.tally.counter;

import dev.tally.runtime.trace.TraceContext;
import java.util.Optional;

/**
 * A change with its place in its message group.
 *
 * @param trace the change's place in a trace, if the trace is recorded
 */
public record QueuedChange(SequenceNumber sequence, Change change, Optional<TraceContext> trace) {

    /** Creates a change without a trace. */
    public QueuedChange(SequenceNumber sequence, Change change) {
        this(sequence, change, Optional.empty());
    }
}
