package dev.tally.press.queue;

import dev.tally.counter.message.QueueMessage;
import dev.tally.runtime.trace.TraceContext;
import java.util.Optional;

/**
 * A message for the queue, with its trace.
 *
 * @param trace the context of its span, empty if the trace is not recorded
 */
public record TracedMessage(QueueMessage message, Optional<TraceContext> trace) {}
