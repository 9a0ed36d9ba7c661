package dev.tally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityBatchResponse;

class SqsRedeliveryTest {

    private final List<ChangeMessageVisibilityBatchRequest> calls = new ArrayList<>();
    private final TestSettings settings = new TestSettings();
    private final String queue = SqsRedelivery.queueName(settings.queueUrl());

    @Test
    void schedule_messagesOfTwoGroups_isOneCallWithTheDelayOfEach() {
        schedule(Map.of(message("m1", queue), Duration.ZERO, message("m2", queue), Duration.ofSeconds(16)), List.of());
        assertThat(calls).singleElement().satisfies(call -> {
            assertThat(call.queueUrl()).isEqualTo(settings.queueUrl());
            assertThat(call.entries())
                    .extracting(ChangeMessageVisibilityBatchRequestEntry::id)
                    .containsExactlyInAnyOrder("0", "1");
            assertThat(call.entries())
                    .extracting(entry -> entry.receiptHandle() + " " + entry.visibilityTimeout())
                    .containsExactlyInAnyOrder("handle of m1 0", "handle of m2 16");
        });
    }

    @Test
    void schedule_messagesOfAnotherQueue_areLeftAlone() {
        schedule(Map.of(message("m1", queue), Duration.ZERO, message("m2", "other.fifo"), Duration.ZERO), List.of());
        assertThat(calls).singleElement().satisfies(call -> assertThat(call.entries())
                .extracting(ChangeMessageVisibilityBatchRequestEntry::receiptHandle)
                .containsExactly("handle of m1"));
    }

    @Test
    void schedule_onlyMessagesOfAnotherQueue_makesNoCall() {
        schedule(Map.of(message("m1", "other.fifo"), Duration.ZERO), List.of());
        assertThat(calls).isEmpty();
    }

    @Test
    void schedule_anEntryFails_isAFailureWithItsReason() {
        BatchResultErrorEntry expired = BatchResultErrorEntry.builder()
                .id("0")
                .code("ReceiptHandleIsInvalid")
                .message("expired")
                .build();
        assertThatThrownBy(() -> schedule(Map.of(message("m1", queue), Duration.ZERO), List.of(expired)))
                .hasMessage("1 of 1 entries failed, the first: ReceiptHandleIsInvalid expired");
    }

    private void schedule(Map<Message, Duration> delays, List<BatchResultErrorEntry> failed) {
        SqsClient sqs = new SqsClient() {
            @Override
            public ChangeMessageVisibilityBatchResponse changeMessageVisibilityBatch(
                    ChangeMessageVisibilityBatchRequest request) {
                calls.add(request);
                return ChangeMessageVisibilityBatchResponse.builder()
                        .failed(failed)
                        .build();
            }

            @Override
            public String serviceName() {
                return "sqs";
            }

            @Override
            public void close() {}
        };
        new SqsRedelivery(sqs, settings).schedule(delays);
    }

    private static Message message(String id, String queue) {
        return TestMessages.received(id, queue, "a#0", 1);
    }
}
