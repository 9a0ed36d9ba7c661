package dev.tally.localstack.sources;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.vertx.core.buffer.Buffer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;

/**
 * The event with which Lambda invokes a function for messages of a queue.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html#example-fifo-queue-message-event">
 *     Lambda: example FIFO queue message event</a>
 */
final class SqsEvent {

    private static final JsonFactory JSON = new JsonFactory();
    private static final int SIZE_HINT = 8 * 1024;

    private final JsonGenerator out;
    private final String queueArn;
    private final String region;

    private SqsEvent(JsonGenerator out, String queueArn) {
        this.out = out;
        this.queueArn = queueArn;
        this.region = queueArn.split(":", -1)[3];
    }

    static Buffer of(List<Message> messages, String queueArn) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(SIZE_HINT);
        try (JsonGenerator out = JSON.createGenerator(bytes)) {
            new SqsEvent(out, queueArn).write(messages);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return Buffer.buffer(bytes.toByteArray());
    }

    private void write(List<Message> messages) throws IOException {
        out.writeStartObject();
        out.writeArrayFieldStart("Records");
        for (Message message : messages) {
            write(message);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private void write(Message message) throws IOException {
        out.writeStartObject();
        out.writeStringField("messageId", message.messageId());
        out.writeStringField("receiptHandle", message.receiptHandle());
        out.writeStringField("body", message.body());
        out.writeObjectFieldStart("attributes");
        for (Map.Entry<String, String> attribute : message.attributesAsStrings().entrySet()) {
            out.writeStringField(attribute.getKey(), attribute.getValue());
        }
        out.writeEndObject();
        out.writeObjectFieldStart("messageAttributes");
        for (Map.Entry<String, MessageAttributeValue> attribute :
                message.messageAttributes().entrySet()) {
            out.writeFieldName(attribute.getKey());
            write(attribute.getValue());
        }
        out.writeEndObject();
        out.writeStringField("md5OfBody", message.md5OfBody());
        out.writeStringField("eventSource", "aws:sqs");
        out.writeStringField("eventSourceARN", queueArn);
        out.writeStringField("awsRegion", region);
        out.writeEndObject();
    }

    private void write(MessageAttributeValue value) throws IOException {
        out.writeStartObject();
        if (value.stringValue() != null) {
            out.writeStringField("stringValue", value.stringValue());
        }
        if (value.binaryValue() != null) {
            out.writeBinaryField("binaryValue", value.binaryValue().asByteArrayUnsafe());
        }
        writeEmptyArray("stringListValues");
        writeEmptyArray("binaryListValues");
        out.writeStringField("dataType", value.dataType());
        out.writeEndObject();
    }

    /** Writes a list that SQS has reserved and never fills. */
    private void writeEmptyArray(String name) throws IOException {
        out.writeArrayFieldStart(name);
        out.writeEndArray();
    }
}
