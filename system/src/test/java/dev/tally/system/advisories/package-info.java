/** Looks up whether something that is shipped has a known weakness. */
@NullMarked
package dev.tally.system.advisories;

import org.jspecify.annotations.NullMarked;
