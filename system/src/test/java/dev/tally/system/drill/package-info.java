/** The drill: each part is taken away in turn while people press, to see what they see and how long it takes to be well again. */
@NullMarked
package dev.tally.system.drill;

import org.jspecify.annotations.NullMarked;
