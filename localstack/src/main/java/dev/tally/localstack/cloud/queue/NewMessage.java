package dev.tally.localstack.cloud.queue;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message on its way into a queue.
 *
 * @param traceHeader the system attribute {@code AWSTraceHeader}
 * @param delaySeconds null for the queue's delay
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessage.html">SendMessage</a>
 */
public record NewMessage(
        String body,
        Map<String, MessageAttribute> attributes,
        @Nullable String traceHeader,
        @Nullable String groupId,
        @Nullable String deduplicationId,
        @Nullable Integer delaySeconds) {

    private static final int MAX_ATTRIBUTES = 10;
    private static final int MAX_DELAY_SECONDS = 900;
    private static final Pattern ID = Pattern.compile("[\\x21-\\x7e]{1,128}");
    private static final Pattern ATTRIBUTE_NAME =
            Pattern.compile("(?!(?i:aws|amazon)\\.)(?!.*\\.\\.)[A-Za-z0-9_-]([A-Za-z0-9_.-]{0,254}[A-Za-z0-9_-])?");
    private static final Pattern DATA_TYPE = Pattern.compile("(String|Number|Binary)(\\..{1,250})?");

    /** Returns the number of bytes that count against the size limit: body and attributes. */
    public int bytes() {
        int bytes = utf8(body);
        for (Map.Entry<String, MessageAttribute> attribute : attributes.entrySet()) {
            MessageAttribute value = attribute.getValue();
            bytes += utf8(attribute.getKey()) + utf8(value.dataType());
            bytes += value.stringValue() != null ? utf8(value.stringValue()) : 0;
            bytes += value.binaryValue() != null ? value.binaryValue().length : 0;
        }
        return bytes;
    }

    void validate(QueueAttributes queue) {
        validateBody(queue.maximumMessageSize());
        if (attributes.size() > MAX_ATTRIBUTES) {
            throw QueueError.INVALID_PARAMETER_VALUE.with(
                    "Number of message attributes [%d] exceeds the allowed maximum [%d]."
                            .formatted(attributes.size(), MAX_ATTRIBUTES));
        }
        attributes.forEach(NewMessage::validate);
        if (delaySeconds != null && (delaySeconds < 0 || delaySeconds > MAX_DELAY_SECONDS)) {
            throw QueueException.invalid("DelaySeconds", delaySeconds, "DelaySeconds must be >= 0 and <= 900");
        }
        if (queue.fifo()) {
            validateFifo(queue.contentBasedDeduplication());
        } else {
            validateStandard();
        }
    }

    private void validateBody(int maximum) {
        if (body.isEmpty()) {
            throw QueueError.MISSING_PARAMETER.with("The request must contain the parameter MessageBody.");
        }
        if (bytes() > maximum) {
            throw QueueError.INVALID_PARAMETER_VALUE.with(
                    "One or more parameters are invalid. Reason: Message must be shorter than %d bytes."
                            .formatted(maximum));
        }
        if (!body.codePoints().allMatch(NewMessage::isAllowed)) {
            throw QueueError.INVALID_MESSAGE_CONTENTS.with(
                    "Invalid characters found. Valid unicode characters are #x9 | #xA | #xD | #x20 to #xD7FF | #xE000"
                            + " to #xFFFD | #x10000 to #x10FFFF.");
        }
    }

    private static boolean isAllowed(int character) {
        return character >= 0x20
                ? (character < 0xD800 || character >= 0xE000) && character != 0xFFFE && character != 0xFFFF
                : character == '\t' || character == '\n' || character == '\r';
    }

    private static void validate(String name, MessageAttribute value) {
        if (!ATTRIBUTE_NAME.matcher(name).matches()) {
            throw QueueError.INVALID_PARAMETER_VALUE.with("Message attribute name '%s' is invalid.".formatted(name));
        }
        if (!DATA_TYPE.matcher(value.dataType()).matches()) {
            throw QueueError.INVALID_PARAMETER_VALUE.with(
                    ("The type of message attribute '%s' is invalid. You must use only the following supported type"
                                    + " prefixes: Binary, Number, String.")
                            .formatted(name));
        }
        boolean binary = value.dataType().startsWith("Binary");
        if (binary
                ? value.binaryValue() == null
                : value.stringValue() == null || value.stringValue().isEmpty()) {
            throw QueueError.INVALID_PARAMETER_VALUE.with(
                    "The message attribute '%s' must contain a non-empty value of its type '%s'."
                            .formatted(name, value.dataType()));
        }
    }

    private void validateFifo(boolean contentBased) {
        if (groupId == null) {
            throw QueueError.MISSING_PARAMETER.with("The request must contain the parameter MessageGroupId.");
        }
        validateId("MessageGroupId", groupId);
        if (deduplicationId == null && !contentBased) {
            throw QueueError.INVALID_PARAMETER_VALUE.with(
                    "The queue should either have ContentBasedDeduplication enabled or MessageDeduplicationId provided"
                            + " explicitly.");
        }
        if (deduplicationId != null) {
            validateId("MessageDeduplicationId", deduplicationId);
        }
        if (delaySeconds != null && delaySeconds > 0) {
            throw otherQueueType("DelaySeconds", delaySeconds);
        }
    }

    private void validateStandard() {
        if (groupId != null) {
            validateId("MessageGroupId", groupId);
        }
        if (deduplicationId != null) {
            throw otherQueueType("MessageDeduplicationId", deduplicationId);
        }
    }

    private static void validateId(String parameter, String id) {
        if (!ID.matcher(id).matches()) {
            throw QueueException.invalid(
                    parameter,
                    id,
                    parameter + " can only include alphanumeric and punctuation characters. 1 to 128 in length");
        }
    }

    private static QueueException otherQueueType(String parameter, Object value) {
        return QueueException.invalid(
                parameter, value, "The request include parameter that is not valid for this queue type");
    }

    private static int utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
