/**
 * Load on a whole stack, by Gatling. Each {@code *Simulation} is a scenario, and {@link dev.tally.load.TallySimulation}
 * is their common part. Each scenario has its own stack and counters, and ends with the exact count.
 *
 * <dl>
 *   <dt>asked
 *   <dd>the clicks that were sent
 *   <dt>accepted
 *   <dd>the clicks that were answered with 202
 *   <dt>counted
 *   <dd>the sum of the published counts, after they no longer change
 *   <dt>seen
 *   <dd>the viewers that ended on the final count
 * </dl>
 */
@NullMarked
package dev.tally.load;

import org.jspecify.annotations.NullMarked;
