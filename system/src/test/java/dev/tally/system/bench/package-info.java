/** The benchmarks of {@code make bench}. */
@NullMarked
package dev.tally.system.bench;

import org.jspecify.annotations.NullMarked;
