@NullMarked
package dev.tally.broadcaster;

import org.jspecify.annotations.NullMarked;
