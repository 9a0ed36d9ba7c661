/** Fuzzing: inputs that nobody means well with, for every parser. */
@NullMarked
package dev.tally.runtime.fuzz;

import org.jspecify.annotations.NullMarked;
