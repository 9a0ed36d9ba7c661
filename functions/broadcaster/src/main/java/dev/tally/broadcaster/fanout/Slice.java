package dev.tally.broadcaster.fanout;

import dev.tally.counter.Published;
import dev.tally.counter.ViewerRange;
import java.time.Instant;

/**
 * A part of a counter's viewers that a separate invocation pushes to.
 *
 * @param until the time by which the invocation must have answered
 */
record Slice(Published published, ViewerRange range, Instant until) {}
