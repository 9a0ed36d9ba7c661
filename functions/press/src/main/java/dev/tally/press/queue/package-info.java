/** The queue of clicks and posts, and the coalescing of concurrent messages. */
@NullMarked
package dev.tally.press.queue;

import org.jspecify.annotations.NullMarked;
