package dev.tally.localstack.cloud.queue;

import org.jspecify.annotations.Nullable;

/**
 * The answer to a send.
 *
 * @param md5 of the body of this send, hexadecimal
 * @param sequenceNumber null in a standard queue
 */
public record Sent(String messageId, String md5, @Nullable String sequenceNumber) {}
