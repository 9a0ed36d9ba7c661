/** The message bodies of queued changes and posts. Only this package reads and writes them. */
@NullMarked
package dev.tally.counter.message;

import org.jspecify.annotations.NullMarked;
