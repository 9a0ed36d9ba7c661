/**
 * What a function does around the snapshot that Lambda's SnapStart takes of it.
 *
 * <p>Each environment is started from that one snapshot, as a clone. Before it is taken, a function primes what a request
 * will need, without a call to AWS; after an environment was started from it, the function renews what clones must not share.
 */
@NullMarked
package dev.tally.runtime.snapstart;

import org.jspecify.annotations.NullMarked;
