package dev.tally.localstack.cloud.queue;

import org.jspecify.annotations.Nullable;

/**
 * An attribute that the sender gave to a message. Exactly one of the values is present.
 *
 * @param dataType String, Number or Binary, with an optional suffix such as {@code Number.int}
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared, and copied by no one.
public record MessageAttribute(String dataType, @Nullable String stringValue, byte @Nullable [] binaryValue) {}
