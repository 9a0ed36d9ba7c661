/** The common parts of the handlers: events in JSON, stream batches, settings. */
@NullMarked
package dev.tally.broadcaster.lambda;

import org.jspecify.annotations.NullMarked;
