package dev.tally.aggregator;

import jakarta.inject.Singleton;
import java.util.HashMap;
import java.util.Map;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** The dead-letter queue. SQS also moves messages there that were received too often. */
@Singleton
class SqsDeadLetters implements DeadLetters {

    /** The group for messages without one, because a FIFO queue requires a group. */
    private static final String NO_GROUP = "no-group";

    /** The body for messages without one, because SQS requires at least one character. */
    private static final String NO_BODY = "(no body)";

    private final SqsClient sqs;
    private final String queueUrl;

    SqsDeadLetters(SqsClient sqs, AggregatorSettings settings) {
        this.sqs = sqs;
        this.queueUrl = settings.deadLetterQueueUrl();
    }

    @Override
    public void send(Message message, String reason) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        attributes.put("reason", text(reason));
        attributes.put("sourceMessageId", text(message.id()));
        message.sequence().ifPresent(sequence -> attributes.put("sourceSequenceNumber", text(sequence)));
        message.queue().ifPresent(queue -> attributes.put("sourceQueue", text(queue)));
        sqs.sendMessage(SendMessageRequest.builder()
                .queueUrl(queueUrl)
                .messageGroupId(message.group().orElse(NO_GROUP))
                .messageDeduplicationId(message.id())
                .messageBody(message.body().isEmpty() ? NO_BODY : message.body())
                .messageAttributes(attributes)
                .build());
    }

    /** Returns a text attribute, with a question mark for each character that SQS rejects in attributes. */
    private static MessageAttributeValue text(String value) {
        // Control characters, unpaired surrogates and non-characters.
        String printable = value.replaceAll("[\\p{Cntrl}\\p{Cs}\\uFFFE\\uFFFF]", "?");
        return MessageAttributeValue.builder()
                .dataType("String")
                .stringValue(printable.isEmpty() ? "?" : printable)
                .build();
    }
}
