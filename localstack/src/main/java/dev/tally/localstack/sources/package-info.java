/** Event source mappings of queues: pollers that invoke a function with the messages of a queue. */
@NullMarked
package dev.tally.localstack.sources;

import org.jspecify.annotations.NullMarked;
