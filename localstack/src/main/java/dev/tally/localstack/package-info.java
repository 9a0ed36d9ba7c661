/**
 * Tally's whole stack on one machine, for development and tests, never for production.
 *
 * <p>{@link dev.tally.localstack.stack} assembles one package per part of AWS: {@link dev.tally.localstack.cloud} has
 * the queues and tables, {@link dev.tally.localstack.lambda} the functions, {@link dev.tally.localstack.sources} the
 * event source mappings, and {@link dev.tally.localstack.gateway} the APIs. {@link dev.tally.localstack.runtime} runs in
 * the processes of functions. {@link dev.tally.localstack.front} serves the APIs on one port. {@link
 * dev.tally.localstack.console} is the terminal. {@link dev.tally.localstack.spec} reads {@code infra/stack.yaml}.
 */
@NullMarked
package dev.tally.localstack;

import org.jspecify.annotations.NullMarked;
