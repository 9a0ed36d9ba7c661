/** The calls and dollars of a click, a push and a viewer. */
@NullMarked
package dev.tally.system.cost;

import org.jspecify.annotations.NullMarked;
