/** Tests of the local stack's own parts. */
@NullMarked
package dev.tally.localstack;

import org.jspecify.annotations.NullMarked;
