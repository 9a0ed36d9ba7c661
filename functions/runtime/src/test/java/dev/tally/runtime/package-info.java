/** Tests of the parts around a function's work, and fixtures that the tests of other modules use. */
@NullMarked
package dev.tally.runtime;

import org.jspecify.annotations.NullMarked;
