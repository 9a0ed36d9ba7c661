package dev.tally.press;

import static dev.tally.counter.Fixtures.SHARD;
import static dev.tally.counter.Fixtures.click;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tally.counter.message.QueueMessage;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;

class SqsBatchQueueTest {

    @Test
    void send_connectionGoneWhileTheSdkAborts_isUnavailable() {
        SqsClient aborted = new SqsClient() {
            @Override
            public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
                throw new NullPointerException("this.http is null");
            }

            @Override
            public String serviceName() {
                return "sqs";
            }

            @Override
            public void close() {}
        };
        Outgoing message = new Outgoing(new QueueMessage.OfClick(SHARD, click(1)), Optional.empty());
        assertThatThrownBy(() -> new SqsBatchQueue(aborted, new TestSettings(Duration.ZERO)).send(List.of(message)))
                .isInstanceOf(QueueUnavailableException.class);
    }
}
