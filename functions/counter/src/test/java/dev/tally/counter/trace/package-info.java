@NullMarked
package dev.tally.counter.trace;

import org.jspecify.annotations.NullMarked;
