/** The limits of each client in one environment of a function. Only this package uses Bucket4j. */
@NullMarked
package dev.tally.runtime.limit;

import org.jspecify.annotations.NullMarked;
