/** The function fanout, which pushes totals to viewers within the push budget. */
@NullMarked
package dev.tally.broadcaster.fanout;

import org.jspecify.annotations.NullMarked;
