/** Benchmarks, which {@code make bench} runs. */
@NullMarked
package dev.tally.system.bench;

import org.jspecify.annotations.NullMarked;
