package dev.tally.press;

import dev.tally.counter.message.MessageCodec;
import dev.tally.counter.message.QueueMessage;
import jakarta.inject.Singleton;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;

/** The FIFO queue. */
@Singleton
class SqsClickQueue implements ClickQueue {

    private final SqsClient sqs;
    private final String queueUrl;

    SqsClickQueue(SqsClient sqs, PressSettings settings) {
        this.sqs = sqs;
        this.queueUrl = settings.queueUrl();
    }

    @Override
    public void send(QueueMessage message) {
        SendMessageRequest request = SendMessageRequest.builder()
                .queueUrl(queueUrl)
                .messageGroupId(message.group())
                .messageDeduplicationId(message.id().toString())
                .messageBody(MessageCodec.encode(message))
                .build();
        try {
            sqs.sendMessage(request);
        } catch (SdkException failed) {
            throw new QueueUnavailableException(failed);
        }
    }
}
