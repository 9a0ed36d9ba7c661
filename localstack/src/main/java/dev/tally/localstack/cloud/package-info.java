/** Queues and tables, on this machine or at any endpoint that speaks their APIs. */
@NullMarked
package dev.tally.localstack.cloud;

import org.jspecify.annotations.NullMarked;
