/**
 * The fault suite: seeded schedules of clicks, votes and faults against two regions, with the check of Maelstrom's
 * pn-counter.
 *
 * <p>A {@link dev.tally.system.faults.Plan} is a pure function of its seed. {@link dev.tally.system.faults.FaultRun}
 * runs it on two whole stacks that share a global table: clients press, and each {@link
 * dev.tally.system.faults.FaultInjector} injects faults into one stack. Then all faults stop, the queues drain, and
 * every counter must agree with the answers to the clients. The machine decides the interleaving of processes and
 * sockets; the seed decides the presses and faults.
 */
@NullMarked
package dev.tally.system.faults;

import org.jspecify.annotations.NullMarked;
