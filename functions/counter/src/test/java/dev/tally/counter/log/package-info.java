@NullMarked
package dev.tally.counter.log;

import org.jspecify.annotations.NullMarked;
