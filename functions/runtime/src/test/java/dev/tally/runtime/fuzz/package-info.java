/** Fuzzing: hostile inputs for every parser. */
@NullMarked
package dev.tally.runtime.fuzz;

import org.jspecify.annotations.NullMarked;
