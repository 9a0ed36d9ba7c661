/** The drill: each part is stopped in turn while clients press, to measure the effects and the time to recover. */
@NullMarked
package dev.tally.system.drill;

import org.jspecify.annotations.NullMarked;
