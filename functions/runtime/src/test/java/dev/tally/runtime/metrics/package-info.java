/** Tests of what is measured, and the metrics that other modules' tests look into. */
@NullMarked
package dev.tally.runtime.metrics;

import org.jspecify.annotations.NullMarked;
