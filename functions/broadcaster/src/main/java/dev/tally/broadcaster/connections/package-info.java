/** The function connections: every route of the WebSocket API. */
@NullMarked
package dev.tally.broadcaster.connections;

import org.jspecify.annotations.NullMarked;
