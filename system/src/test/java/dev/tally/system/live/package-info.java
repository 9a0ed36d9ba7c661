/** The proofs that every screen shows the total, under any fault on the live path. */
@NullMarked
package dev.tally.system.live;

import org.jspecify.annotations.NullMarked;
