/** Tests of the limits. */
@NullMarked
package dev.tally.runtime.limit;

import org.jspecify.annotations.NullMarked;
