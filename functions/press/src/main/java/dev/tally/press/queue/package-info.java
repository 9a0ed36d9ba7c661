/** The queue of clicks, and the coalescing of messages that arrive together. */
@NullMarked
package dev.tally.press.queue;

import org.jspecify.annotations.NullMarked;
