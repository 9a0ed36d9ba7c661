package dev.tally.counter;

import dev.tally.runtime.trace.TraceContext;
import java.util.Optional;

/**
 * A click with its place in its message group.
 *
 * @param trace its place in a trace, if that is recorded
 */
public record QueuedClick(SequenceNumber sequence, Click click, Optional<TraceContext> trace) {

    /** A click that nobody traces. */
    public QueuedClick(SequenceNumber sequence, Click click) {
        this(sequence, click, Optional.empty());
    }
}
