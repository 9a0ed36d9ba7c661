package dev.tally.localstack.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.cloud.Resources;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.Message;

class MessageDeletionTest {

    private static final QueueSettings SETTINGS = new QueueSettings(
            "source", new Resources.Queue("url", "arn"), "function", 10, 2, true, Duration.ofSeconds(30));
    private static final List<Message> MESSAGES = List.of(message("a"), message("b"), message("c"));

    private final FakeSqs sqs = new FakeSqs();
    private final MessageDeletion deletion = new MessageDeletion(sqs, SETTINGS);

    @Test
    void delete_allDeleted_isOneCall() {
        deletion.delete(MESSAGES);

        assertThat(sqs.calls).containsExactly(List.of("a", "b", "c"));
    }

    @Test
    void delete_someFail_retriesTheFailedOnes() {
        sqs.failures.add(Set.of("b"));

        deletion.delete(MESSAGES);

        assertThat(sqs.calls).containsExactly(List.of("a", "b", "c"), List.of("b"));
    }

    @Test
    void delete_someFailTwice_givesUp() {
        sqs.failures.add(Set.of("b", "c"));
        sqs.failures.add(Set.of("c"));

        deletion.delete(MESSAGES);

        assertThat(sqs.calls).containsExactly(List.of("a", "b", "c"), List.of("b", "c"));
    }

    @Test
    void delete_nothing_isNoCall() {
        deletion.delete(List.of());

        assertThat(sqs.calls).isEmpty();
    }

    @Test
    void delete_queueUnreachable_givesUp() {
        sqs.unreachable = 2;

        deletion.delete(MESSAGES);

        assertThat(sqs.calls).isEmpty();
    }

    @Test
    void delete_firstCallFails_retriesAll() {
        sqs.unreachable = 1;

        deletion.delete(MESSAGES);

        assertThat(sqs.calls).containsExactly(List.of("a", "b", "c"));
    }

    private static Message message(String receiptHandle) {
        return Message.builder().receiptHandle(receiptHandle).build();
    }

    /** An SQS client that deletes all messages except the given receipt handles. */
    private static final class FakeSqs implements SqsClient {

        private final List<List<String>> calls = new ArrayList<>();
        private final Deque<Set<String>> failures = new ArrayDeque<>();
        private int unreachable;

        @Override
        public DeleteMessageBatchResponse deleteMessageBatch(DeleteMessageBatchRequest request) {
            if (unreachable-- > 0) {
                throw SdkClientException.create("no route to host");
            }
            calls.add(request.entries().stream()
                    .map(DeleteMessageBatchRequestEntry::receiptHandle)
                    .toList());
            Set<String> failing = failures.isEmpty() ? Set.of() : failures.remove();
            return DeleteMessageBatchResponse.builder()
                    .failed(request.entries().stream()
                            .filter(entry -> failing.contains(entry.receiptHandle()))
                            .map(entry -> BatchResultErrorEntry.builder()
                                    .id(entry.id())
                                    .build())
                            .toList())
                    .build();
        }

        @Override
        public String serviceName() {
            return "sqs";
        }

        @Override
        public void close() {}
    }
}
