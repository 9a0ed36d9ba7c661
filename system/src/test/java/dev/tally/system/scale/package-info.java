/**
 * The simulation of {@code make scale}: the path of a click in virtual time, with the real planners, AWS's quotas and
 * its prices.
 */
@NullMarked
package dev.tally.system.scale;

import org.jspecify.annotations.NullMarked;
