/** A whole stack under test, with its clients and its faulty network. */
@NullMarked
package dev.tally.system.kit;

import org.jspecify.annotations.NullMarked;
