package dev.tally.aggregator;

import com.amazonaws.services.lambda.runtime.events.SQSEvent.SQSMessage;
import dev.tally.runtime.trace.TraceContext;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A message as it was received.
 *
 * @param id given by SQS, and again on each redelivery
 * @param body may be anything
 * @param group its message group, empty if it has none
 * @param sequence its sequence number, as text that may be anything
 * @param queue the name of the queue that it was received from
 * @param sentAt when SQS took it
 * @param trace its place in a trace, if that is recorded
 */
record Message(
        String id,
        String body,
        Optional<String> group,
        Optional<String> sequence,
        Optional<String> queue,
        Optional<Instant> sentAt,
        Optional<TraceContext> trace) {

    private static final Pattern EPOCH_MILLIS = Pattern.compile("\\d{1,15}");

    static Message of(SQSMessage message) {
        Map<String, String> attributes = Objects.requireNonNullElse(message.getAttributes(), Map.of());
        return new Message(
                requiredId(message.getMessageId()),
                Objects.requireNonNullElse(message.getBody(), ""),
                Optional.ofNullable(attributes.get("MessageGroupId")),
                Optional.ofNullable(attributes.get("SequenceNumber")),
                Optional.ofNullable(message.getEventSourceArn()).map(Message::queueName),
                Optional.ofNullable(attributes.get("SentTimestamp"))
                        .filter(millis -> EPOCH_MILLIS.matcher(millis).matches())
                        .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis))),
                TraceContext.recorded(attributes.get(TraceContext.MESSAGE_ATTRIBUTE)));
    }

    /** The last part of {@code arn:aws:sqs:<region>:<account>:<queue>}. */
    private static String queueName(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }

    private static String requiredId(@Nullable String id) {
        if (id == null) {
            throw new IllegalArgumentException("not an SQS event: a record has no messageId");
        }
        return id;
    }
}
