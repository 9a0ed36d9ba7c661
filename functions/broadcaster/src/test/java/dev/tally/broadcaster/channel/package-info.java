@NullMarked
package dev.tally.broadcaster.channel;

import org.jspecify.annotations.NullMarked;
