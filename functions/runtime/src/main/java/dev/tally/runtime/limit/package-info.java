/** How much one client may ask for, as one environment of a function sees it: the one place that knows Bucket4j. */
@NullMarked
package dev.tally.runtime.limit;

import org.jspecify.annotations.NullMarked;
