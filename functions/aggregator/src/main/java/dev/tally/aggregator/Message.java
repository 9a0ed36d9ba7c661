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
 * A message as received from SQS.
 *
 * @param id assigned by SQS, the same on each redelivery
 * @param receiptHandle of this receive, empty if the event has none
 * @param receives the number of its receives, this one included
 * @param body any text
 * @param group its message group, empty if it has none
 * @param sequence its sequence number, as any text
 * @param queue the name of its queue
 * @param sentAt the time at which SQS accepted it
 * @param trace the context of its span, empty if the trace is not recorded
 */
record Message(
        String id,
        Optional<String> receiptHandle,
        int receives,
        String body,
        Optional<String> group,
        Optional<String> sequence,
        Optional<String> queue,
        Optional<Instant> sentAt,
        Optional<TraceContext> trace) {

    private static final Pattern EPOCH_MILLIS = Pattern.compile("\\d{1,15}");
    private static final Pattern RECEIVES = Pattern.compile("\\d{1,9}");

    static Message of(@Nullable SQSMessage message) {
        if (message == null || message.getMessageId() == null) {
            throw new IllegalArgumentException("not an SQS event: a record has no messageId");
        }
        Map<String, String> attributes = Objects.requireNonNullElse(message.getAttributes(), Map.of());
        return new Message(
                message.getMessageId(),
                Optional.ofNullable(message.getReceiptHandle()),
                Optional.ofNullable(attributes.get("ApproximateReceiveCount"))
                        .filter(count -> RECEIVES.matcher(count).matches())
                        .map(Integer::parseInt)
                        .orElse(1),
                Objects.requireNonNullElse(message.getBody(), ""),
                Optional.ofNullable(attributes.get("MessageGroupId")),
                Optional.ofNullable(attributes.get("SequenceNumber")),
                Optional.ofNullable(message.getEventSourceArn()).map(Message::queueName),
                Optional.ofNullable(attributes.get("SentTimestamp"))
                        .filter(millis -> EPOCH_MILLIS.matcher(millis).matches())
                        .map(millis -> Instant.ofEpochMilli(Long.parseLong(millis))),
                TraceContext.recorded(attributes.get(TraceContext.MESSAGE_ATTRIBUTE)));
    }

    /** Returns the last part of {@code arn:aws:sqs:<region>:<account>:<queue>}. */
    private static String queueName(String arn) {
        return arn.substring(arn.lastIndexOf(':') + 1);
    }
}
