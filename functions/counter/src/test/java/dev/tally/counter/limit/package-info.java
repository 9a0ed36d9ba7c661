/** Tests of the limits. */
@NullMarked
package dev.tally.counter.limit;

import org.jspecify.annotations.NullMarked;
