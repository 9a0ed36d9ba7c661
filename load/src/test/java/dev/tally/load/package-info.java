/**
 * Load on a whole stack, by Gatling: a scenario each in a {@code *Simulation}, what they share in {@link
 * dev.tally.load.TallySimulation}. Each scenario has a stack and counters of its own, and ends with the exact count.
 *
 * <dl>
 *   <dt>asked
 *   <dd>the clicks that were pressed
 *   <dt>accepted
 *   <dd>those of them that were answered with a promise
 *   <dt>counted
 *   <dd>the sum of the published counts, once nothing changes any more
 *   <dt>seen
 *   <dd>the viewers that ended on the final count
 * </dl>
 */
@NullMarked
package dev.tally.load;

import org.jspecify.annotations.NullMarked;
