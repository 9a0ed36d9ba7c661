/**
 * The proofs of the product, on a whole stack. Each package proves one thing with the {@link dev.tally.system.kit}; the
 * benchmarks also use the {@link dev.tally.system.browser}.
 */
@NullMarked
package dev.tally.system;

import org.jspecify.annotations.NullMarked;
