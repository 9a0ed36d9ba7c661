package dev.tally.localstack.sources;

import java.util.ArrayList;
import java.util.List;
import org.jboss.logging.Logger;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.Message;

/** The deletion of processed messages. */
final class MessageDeletion {

    private static final Logger LOG = Logger.getLogger(MessageDeletion.class);

    private final SqsClient sqs;
    private final QueueSettings settings;

    MessageDeletion(SqsClient sqs, QueueSettings settings) {
        this.sqs = sqs;
        this.settings = settings;
    }

    /** Deletes messages in at most two attempts. SQS delivers the others again. */
    void delete(List<Message> messages) {
        List<DeleteMessageBatchRequestEntry> left = failedOf(failedOf(entries(messages)));
        if (!left.isEmpty()) {
            LOG.warnf("messages.not-deleted source=%s messages=%d", settings.name(), left.size());
        }
    }

    /** Returns the entries that a call did not delete: all of them if the call fails. */
    private List<DeleteMessageBatchRequestEntry> failedOf(List<DeleteMessageBatchRequestEntry> entries) {
        try {
            return entries.isEmpty() ? entries : deleteOnce(entries);
        } catch (SdkException failed) {
            LOG.debugf(failed, "messages.not-deleted source=%s messages=%d", settings.name(), entries.size());
            return entries;
        }
    }

    private List<DeleteMessageBatchRequestEntry> deleteOnce(List<DeleteMessageBatchRequestEntry> entries) {
        List<String> failed = sqs
                .deleteMessageBatch(DeleteMessageBatchRequest.builder()
                        .queueUrl(settings.queue().url())
                        .entries(entries)
                        .build())
                .failed()
                .stream()
                .map(BatchResultErrorEntry::id)
                .toList();
        return entries.stream().filter(entry -> failed.contains(entry.id())).toList();
    }

    private static List<DeleteMessageBatchRequestEntry> entries(List<Message> messages) {
        List<DeleteMessageBatchRequestEntry> entries = new ArrayList<>(messages.size());
        for (Message message : messages) {
            entries.add(DeleteMessageBatchRequestEntry.builder()
                    .id(Integer.toString(entries.size()))
                    .receiptHandle(message.receiptHandle())
                    .build());
        }
        return entries;
    }
}
