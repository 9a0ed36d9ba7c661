/** Tests of the message bodies. */
@NullMarked
package dev.tally.counter.message;

import org.jspecify.annotations.NullMarked;
