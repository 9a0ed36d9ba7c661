/** Tests of the whole stack. */
@NullMarked
package dev.tally.localstack;

import org.jspecify.annotations.NullMarked;
