/** Tests of the metrics, and the fake metrics that the tests of other modules inspect. */
@NullMarked
package dev.tally.runtime.metrics;

import org.jspecify.annotations.NullMarked;
