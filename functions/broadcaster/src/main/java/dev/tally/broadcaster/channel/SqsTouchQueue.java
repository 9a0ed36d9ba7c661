package dev.tally.broadcaster.channel;

import dev.tally.counter.CounterId;
import java.time.Duration;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The standard queue of touches in SQS. The body of a message is the counter's id. */
public final class SqsTouchQueue implements TouchQueue {

    private final SqsClient sqs;
    private final String queueUrl;

    public SqsTouchQueue(SqsClient sqs, String queueUrl) {
        this.sqs = sqs;
        this.queueUrl = queueUrl;
    }

    @Override
    public void send(CounterId counter, Duration delay) {
        int seconds = (int) delay.plusMillis(999).toSeconds();
        try {
            sqs.sendMessage(message ->
                    message.queueUrl(queueUrl).messageBody(counter.value()).delaySeconds(seconds));
        } catch (SdkException failed) {
            throw new IllegalStateException("the queue did not accept the touch of " + counter, failed);
        }
    }
}
