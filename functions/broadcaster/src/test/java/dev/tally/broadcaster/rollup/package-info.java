@NullMarked
package dev.tally.broadcaster.rollup;

import org.jspecify.annotations.NullMarked;
