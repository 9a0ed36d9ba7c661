/** The function connections, which handles every route of the WebSocket API. */
@NullMarked
package dev.tally.broadcaster.connections;

import org.jspecify.annotations.NullMarked;
