@NullMarked
package dev.tally.broadcaster.fanout;

import org.jspecify.annotations.NullMarked;
