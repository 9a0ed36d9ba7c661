/**
 * The work of a function before and after the snapshot that Lambda's SnapStart takes of it.
 *
 * <p>Each environment starts as a clone of that one snapshot. Before the snapshot, a function primes the code of its
 * requests, without a call to AWS. After a restore, it renews the state that clones must not share.
 */
@NullMarked
package dev.tally.runtime.snapstart;

import org.jspecify.annotations.NullMarked;
