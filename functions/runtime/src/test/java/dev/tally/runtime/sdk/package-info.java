/** The tests of the distinction between failed calls and faults. */
@NullMarked
package dev.tally.runtime.sdk;

import org.jspecify.annotations.NullMarked;
