/** The progress of long commands. */
@NullMarked
package dev.tally.runtime.progress;

import org.jspecify.annotations.NullMarked;
