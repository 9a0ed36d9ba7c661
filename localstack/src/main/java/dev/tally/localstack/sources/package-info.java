/** Event source mappings: what polls a queue and invokes a function with what it finds. */
@NullMarked
package dev.tally.localstack.sources;

import org.jspecify.annotations.NullMarked;
