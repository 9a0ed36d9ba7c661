package dev.tally.counter;

import dev.tally.runtime.trace.TraceContext;
import java.util.Optional;

/**
 * A click with its place in its message group.
 *
 * @param trace the click's place in a trace, if the trace is recorded
 */
public record QueuedClick(SequenceNumber sequence, Click click, Optional<TraceContext> trace) {

    /** Creates a click without a trace. */
    public QueuedClick(SequenceNumber sequence, Click click) {
        this(sequence, click, Optional.empty());
    }
}
