/** What a queued click or post looks like: the one place that reads and writes message bodies. */
@NullMarked
package dev.tally.counter.message;

import org.jspecify.annotations.NullMarked;
