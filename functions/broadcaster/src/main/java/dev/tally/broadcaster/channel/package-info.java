/** Frames, and the channel by which they reach a connection. */
@NullMarked
package dev.tally.broadcaster.channel;

import org.jspecify.annotations.NullMarked;
