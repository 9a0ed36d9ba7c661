@NullMarked
package dev.tally.runtime.trace;

import org.jspecify.annotations.NullMarked;
