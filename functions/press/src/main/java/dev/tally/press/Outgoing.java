package dev.tally.press;

import dev.tally.counter.message.QueueMessage;
import dev.tally.runtime.trace.TraceContext;
import java.util.Optional;

/**
 * A message on its way to the queue.
 *
 * @param trace its place in a trace, if that is recorded
 */
record Outgoing(QueueMessage message, Optional<TraceContext> trace) {}
