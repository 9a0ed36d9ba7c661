/** Tests of press. */
@NullMarked
package dev.tally.press;

import org.jspecify.annotations.NullMarked;
