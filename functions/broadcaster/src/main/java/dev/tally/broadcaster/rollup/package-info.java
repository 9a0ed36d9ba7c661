/** The function rollup, which sums shards into totals. */
@NullMarked
package dev.tally.broadcaster.rollup;

import org.jspecify.annotations.NullMarked;
