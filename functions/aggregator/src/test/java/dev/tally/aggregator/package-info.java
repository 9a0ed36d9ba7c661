/** Tests of the aggregator. */
@NullMarked
package dev.tally.aggregator;

import org.jspecify.annotations.NullMarked;
