package dev.tally.localstack.sources;

import java.time.Duration;
import java.util.List;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageSystemAttributeName;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;

/** The receiving side of a queue, which survives outages of the queue. */
final class PolledQueue implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(PolledQueue.class);
    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(5);

    private final SqsClient sqs;
    private final QueueSettings settings;
    private final InFlightBatches inFlight;
    private final Backoff backoff = new Backoff(FIRST_WAIT, LONGEST_WAIT);
    private boolean outage;

    PolledQueue(SqsClient sqs, QueueSettings settings, InFlightBatches inFlight) {
        this.sqs = sqs;
        this.settings = settings;
        this.inFlight = inFlight;
    }

    /** Waits for messages; returns an empty list after the wait, or if the queue cannot be reached. */
    List<Message> receive(int waitSeconds) throws InterruptedException {
        try {
            List<Message> messages = sqs.receiveMessage(request(waitSeconds)).messages();
            reached();
            return messages;
        } catch (RuntimeException failed) {
            notReached(failed);
            return List.of();
        }
    }

    /** Makes received messages visible to other receivers. */
    void giveBack(List<Message> messages) {
        try {
            for (Message message : messages) {
                sqs.changeMessageVisibility(
                        change -> change.queueUrl(settings.queue().url())
                                .receiptHandle(message.receiptHandle())
                                .visibilityTimeout(0));
            }
        } catch (SdkException failed) {
            LOG.debugf(failed, "messages.not-released source=%s messages=%d", settings.name(), messages.size());
        }
    }

    /** Aborts the current call. */
    @Override
    public void close() {
        sqs.close();
    }

    private ReceiveMessageRequest request(int waitSeconds) {
        return ReceiveMessageRequest.builder()
                .queueUrl(settings.queue().url())
                .maxNumberOfMessages(settings.batchSize())
                .waitTimeSeconds(waitSeconds)
                .messageSystemAttributeNames(MessageSystemAttributeName.ALL)
                .messageAttributeNames("All")
                .build();
    }

    private void reached() {
        if (outage) {
            LOG.infof("queue.reached source=%s", settings.name());
            outage = false;
            backoff.reset();
        }
    }

    private void notReached(RuntimeException failure) throws InterruptedException {
        if (inFlight.closed()) {
            return;
        }
        if (!outage) {
            LOG.warnf(
                    "queue.unreachable source=%s queue=%s reason=%s",
                    settings.name(), settings.queue().url(), failure.getMessage());
            outage = true;
        }
        inFlight.awaitClosed(backoff.next());
    }
}
