/** The parts that every function needs around its work, independent of the domain. */
@NullMarked
package dev.tally.runtime;

import org.jspecify.annotations.NullMarked;
