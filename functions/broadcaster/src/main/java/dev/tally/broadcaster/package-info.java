/**
 * The live path: from shards that were written to every open screen.
 *
 * <p>One package, three functions, chosen by handler name: {@code connections} answers the WebSocket API's routes,
 * {@code rollup} sums shards into totals, {@code fanout} pushes totals to their viewers.
 */
@NullMarked
package dev.tally.broadcaster;

import org.jspecify.annotations.NullMarked;
