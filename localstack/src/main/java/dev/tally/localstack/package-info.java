/**
 * The whole of Tally on one machine, for development and tests and never for production.
 *
 * <p>{@link dev.tally.localstack.stack} assembles one package per part of AWS: {@link dev.tally.localstack.cloud} queues and
 * tables, {@link dev.tally.localstack.lambda} functions, {@link dev.tally.localstack.sources} event source mappings, {@link
 * dev.tally.localstack.gateway} the APIs. {@link dev.tally.localstack.front} serves them on one port, and {@link
 * dev.tally.localstack.spec} reads {@code infra/stack.yaml}.
 */
@NullMarked
package dev.tally.localstack;

import org.jspecify.annotations.NullMarked;
