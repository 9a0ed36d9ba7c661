/**
 * The live path, from written shards to every open screen.
 *
 * <p>One deployment package contains three functions, chosen by handler name. {@code connections} answers the WebSocket
 * API's routes, {@code rollup} sums shards into totals, and {@code fanout} pushes totals to their viewers.
 */
@NullMarked
package dev.tally.broadcaster;

import org.jspecify.annotations.NullMarked;
