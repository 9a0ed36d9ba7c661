/** A whole stack under test, with its clients and its faulty network. It uses none of the other packages. */
@NullMarked
package dev.tally.system.kit;

import org.jspecify.annotations.NullMarked;
