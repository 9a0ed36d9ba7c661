/**
 * The fault suite: seeded schedules of clicks and faults against two regions, checked as Maelstrom's pn-counter is.
 *
 * <p>A {@link dev.tally.system.faults.Plan} says what happens when, and is a pure function of its seed. {@link
 * dev.tally.system.faults.FaultRun} carries it out on two whole stacks that share a global table: clients press, {@link
 * dev.tally.system.faults.FaultInjector}s do the harm. Then all faults end, the queues drain, and every counter must be what
 * clients were promised. How processes and sockets interleave is the machine's; what is done to them is the seed's.
 */
@NullMarked
package dev.tally.system.faults;

import org.jspecify.annotations.NullMarked;
