/** The proofs that the count is exact under any fault on the path of a click. */
@NullMarked
package dev.tally.system.exact;

import org.jspecify.annotations.NullMarked;
