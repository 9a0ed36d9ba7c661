/** The frames, and the channel that sends them to connections. */
@NullMarked
package dev.tally.broadcaster.channel;

import org.jspecify.annotations.NullMarked;
