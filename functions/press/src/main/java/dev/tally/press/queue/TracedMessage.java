package dev.tally.press.queue;

import dev.tally.counter.message.QueueMessage;
import dev.tally.runtime.trace.TraceContext;
import java.util.Optional;

/**
 * A message on its way to the queue.
 *
 * @param trace its place in a trace, if that is recorded
 */
public record TracedMessage(QueueMessage message, Optional<TraceContext> trace) {}
