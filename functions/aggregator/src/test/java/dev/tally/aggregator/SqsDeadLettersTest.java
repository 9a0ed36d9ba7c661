package dev.tally.aggregator;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.SendMessageRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageResponse;

class SqsDeadLettersTest {

    private final List<SendMessageRequest> sent = new ArrayList<>();

    @Test
    void send_reasonWithCharactersThatSqsRejects_isSentWithoutThem() {
        send("{}", "unknown type '\ud800\u0007\uffff \ud83d\ude00'");
        assertThat(sent).singleElement().satisfies(letter -> assertThat(letter.messageAttributes())
                .hasEntrySatisfying("reason", attribute -> assertThat(attribute.stringValue())
                        .isEqualTo("unknown type '??? \ud83d\ude00'")));
    }

    @Test
    void send_noBodyAndNoGroup_hasTheRequiredParts() {
        send("", "body is not JSON");
        assertThat(sent).singleElement().satisfies(letter -> {
            assertThat(letter.messageBody()).isNotEmpty();
            assertThat(letter.messageGroupId()).isNotEmpty();
            assertThat(letter.messageDeduplicationId()).isEqualTo("m1");
        });
    }

    private void send(String body, String reason) {
        SqsClient sqs = new SqsClient() {
            @Override
            public SendMessageResponse sendMessage(SendMessageRequest request) {
                sent.add(request);
                return SendMessageResponse.builder().build();
            }

            @Override
            public String serviceName() {
                return "sqs";
            }

            @Override
            public void close() {}
        };
        Message message = new Message(
                "m1",
                Optional.empty(),
                1,
                body,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
        new SqsDeadLetters(sqs, new TestSettings()).send(message, reason);
    }
}
