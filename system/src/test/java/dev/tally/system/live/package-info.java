/** Every screen shows the total, whatever fails on the live path. */
@NullMarked
package dev.tally.system.live;

import org.jspecify.annotations.NullMarked;
