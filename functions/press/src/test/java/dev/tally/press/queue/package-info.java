@NullMarked
package dev.tally.press.queue;

import org.jspecify.annotations.NullMarked;
