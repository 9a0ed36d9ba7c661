/**
 * The whole of Tally on one machine, for development and tests and never for production.
 *
 * <p>One room per part of AWS that it stands in for: {@link dev.tally.localstack.cloud} queues and tables, {@link
 * dev.tally.localstack.lambda} functions, {@link dev.tally.localstack.sources} event source mappings, {@link
 * dev.tally.localstack.gateway} the APIs.
 */
@NullMarked
package dev.tally.localstack;

import org.jspecify.annotations.NullMarked;
