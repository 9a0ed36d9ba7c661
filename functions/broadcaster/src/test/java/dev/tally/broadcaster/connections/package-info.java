@NullMarked
package dev.tally.broadcaster.connections;

import org.jspecify.annotations.NullMarked;
