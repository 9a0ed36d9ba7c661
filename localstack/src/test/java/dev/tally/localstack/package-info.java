/** The tests of the local stack. */
@NullMarked
package dev.tally.localstack;

import org.jspecify.annotations.NullMarked;
