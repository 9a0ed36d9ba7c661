/** The count is exact whatever fails on the path of a click. */
@NullMarked
package dev.tally.system.exact;

import org.jspecify.annotations.NullMarked;
