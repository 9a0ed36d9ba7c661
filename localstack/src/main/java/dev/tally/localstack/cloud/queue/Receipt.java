package dev.tally.localstack.cloud.queue;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/**
 * One receive of a message.
 *
 * @param receive 1 for the first receive of the message
 */
record Receipt(String messageId, int receive) {

    private static final String SEPARATOR = " ";

    String handle() {
        return Base64.getEncoder()
                .encodeToString((messageId + SEPARATOR + receive).getBytes(StandardCharsets.US_ASCII));
    }

    /** @throws QueueException if the text is not a receipt handle */
    static Receipt parse(String handle) {
        try {
            String[] parts =
                    new String(Base64.getDecoder().decode(handle), StandardCharsets.US_ASCII).split(SEPARATOR, -1);
            if (parts.length == 2) {
                return new Receipt(parts[0], Integer.parseInt(parts[1]));
            }
        } catch (IllegalArgumentException malformed) {
            // Rejected below, like a wrong number of parts.
        }
        throw QueueError.RECEIPT_HANDLE_IS_INVALID.with(
                "The input receipt handle \"%s\" is not a valid receipt handle.".formatted(handle));
    }
}
