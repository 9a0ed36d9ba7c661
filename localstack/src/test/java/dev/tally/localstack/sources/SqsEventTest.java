package dev.tally.localstack.sources;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.EventFixtures;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

class SqsEventTest {

    private static final String ARN = "arn:aws:sqs:us-east-2:123456789012:fifo.fifo";

    @Test
    void of_fifoMessage_isLambdasEvent() {
        assertThat(SqsEvent.of(List.of(message().build()), ARN).toJsonObject())
                .isEqualTo(EventFixtures.event("sqs-fifo.json"));
    }

    @Test
    void of_messageAttributes_areTextOrBase64WithTheirType() {
        Message message = message()
                .messageAttributes(Map.of(
                        "reason",
                                attribute("String").stringValue("unknown type").build(),
                        "raw",
                                attribute("Binary")
                                        .binaryValue(SdkBytes.fromByteArray(new byte[] {1, 2, 3}))
                                        .build()))
                .build();

        JsonObject written = SqsEvent.of(List.of(message), ARN).toJsonObject();

        assertThat(written.getJsonArray("Records").getJsonObject(0).getJsonObject("messageAttributes"))
                .isEqualTo(EventFixtures.event("sqs-message-attributes.json"));
    }

    private static MessageAttributeValue.Builder attribute(String type) {
        return MessageAttributeValue.builder().dataType(type);
    }

    private static Message.Builder message() {
        return Message.builder()
                .messageId("11d6ee51-4cc7-4302-9e22-7cd8afdaadf5")
                .receiptHandle("AQEBBX8nesZEXmkhsmZeyIE8iQAMig7qw...")
                .body("Test message.")
                .md5OfBody("e4e68fb7bd0e697a0ae8f1bb342846b3")
                .attributesWithStrings(Map.of(
                        "ApproximateReceiveCount", "1",
                        "SentTimestamp", "1573251510774",
                        "SequenceNumber", "18849496460467696128",
                        "MessageGroupId", "1",
                        "SenderId", "AIDAIO23YVJENQZJOL4VO",
                        "MessageDeduplicationId", "1",
                        "ApproximateFirstReceiveTimestamp", "1573251510774"));
    }
}
