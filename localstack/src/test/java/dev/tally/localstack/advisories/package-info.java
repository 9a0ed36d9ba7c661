/** Looks up whether something that is shipped has a known weakness. */
@NullMarked
package dev.tally.localstack.advisories;

import org.jspecify.annotations.NullMarked;
