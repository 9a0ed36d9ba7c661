@NullMarked
package dev.tally.runtime.log;

import org.jspecify.annotations.NullMarked;
