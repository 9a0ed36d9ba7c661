/** Tests of the domain, and fixtures that the tests of other modules use. */
@NullMarked
package dev.tally.counter;

import org.jspecify.annotations.NullMarked;
