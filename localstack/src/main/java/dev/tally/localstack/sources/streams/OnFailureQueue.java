package dev.tally.localstack.sources.streams;

import java.time.InstantSource;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Where it is told which records were given up. */
final class OnFailureQueue {

    private static final Logger LOG = Logger.getLogger(OnFailureQueue.class);

    private final SqsClient sqs;
    private final StreamSettings settings;
    private final InstantSource clock;

    OnFailureQueue(SqsClient sqs, StreamSettings settings, InstantSource clock) {
        this.sqs = sqs;
        this.settings = settings;
        this.clock = clock;
    }

    /** Tells it, or logs what it cannot be told. */
    void send(GivenUp givenUp, String streamArn, String shardId) {
        String document = givenUp.document(functionArn(), streamArn, shardId, clock.instant());
        LOG.errorf("stream-batch.given-up source=%s records=%s", settings.name(), document);
        try {
            sqs.sendMessage(send -> send.queueUrl(settings.onFailure().url()).messageBody(document));
        } catch (SdkException failed) {
            LOG.errorf(
                    "stream-batch.not-reported source=%s queue=%s reason=%s",
                    settings.name(), settings.onFailure().url(), failed.getMessage());
        }
    }

    /** Of the region and account that the queue is in. */
    private String functionArn() {
        String[] queueArn = settings.onFailure().arn().split(":", -1);
        return "arn:aws:lambda:" + queueArn[3] + ":" + queueArn[4] + ":function:" + settings.function();
    }
}
