package dev.tally.localstack.cloud.sqs;

import dev.tally.localstack.cloud.queue.Digests;
import dev.tally.localstack.cloud.queue.MessageAttribute;
import dev.tally.localstack.cloud.queue.NewMessage;
import dev.tally.localstack.cloud.queue.ReceivedMessage;
import dev.tally.localstack.cloud.queue.Sent;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The messages of SQS's JSON protocol: as they are sent, and as they are received. */
final class MessageJson {

    private MessageJson() {}

    /**
     * Returns the answer to a receive.
     *
     * @param system names of the system attributes that the receive asks for
     * @param own names and patterns of the message attributes that the receive asks for
     */
    static JsonObject received(List<ReceivedMessage> messages, List<String> system, List<String> own) {
        if (messages.isEmpty()) {
            return new JsonObject();
        }
        JsonArray written = new JsonArray();
        messages.forEach(message -> written.add(received(message, system, own)));
        return JsonObject.of("Messages", written);
    }

    private static JsonObject received(ReceivedMessage message, List<String> system, List<String> own) {
        JsonObject written = JsonObject.of(
                "MessageId", message.messageId(),
                "ReceiptHandle", message.receiptHandle(),
                "MD5OfBody", message.md5OfBody(),
                "Body", message.body());
        JsonObject attributes = new JsonObject();
        message.systemAttributes().forEach((name, value) -> {
            if (system.contains("All") || system.contains(name)) {
                attributes.put(name, value);
            }
        });
        if (!attributes.isEmpty()) {
            written.put("Attributes", attributes);
        }
        Map<String, MessageAttribute> asked = new HashMap<>(message.attributes());
        asked.keySet().removeIf(name -> own.stream().noneMatch(pattern -> matches(pattern, name)));
        if (!asked.isEmpty()) {
            JsonObject values = new JsonObject();
            asked.forEach((name, value) -> values.put(name, written(value)));
            written.put("MessageAttributes", values).put("MD5OfMessageAttributes", Digests.md5(asked));
        }
        return written;
    }

    /** Returns whether a name is asked for: by {@code All}, by a prefix such as {@code trace.*}, or as it is. */
    private static boolean matches(String pattern, String name) {
        return pattern.equals("All")
                || pattern.equals(name)
                || (pattern.endsWith(".*") && name.startsWith(pattern.substring(0, pattern.length() - 2)));
    }

    private static JsonObject written(MessageAttribute value) {
        JsonObject written = JsonObject.of("DataType", value.dataType());
        if (value.stringValue() != null) {
            written.put("StringValue", value.stringValue());
        }
        if (value.binaryValue() != null) {
            written.put("BinaryValue", Base64.getEncoder().encodeToString(value.binaryValue()));
        }
        return written;
    }

    /** Returns the answer to a send. */
    static JsonObject sent(NewMessage message, Sent sent) {
        JsonObject answer = JsonObject.of("MessageId", sent.messageId(), "MD5OfMessageBody", sent.md5());
        if (sent.sequenceNumber() != null) {
            answer.put("SequenceNumber", sent.sequenceNumber());
        }
        if (!message.attributes().isEmpty()) {
            answer.put("MD5OfMessageAttributes", Digests.md5(message.attributes()));
        }
        return answer;
    }

    /** Reads the message of a send, or of an entry of a batch. */
    static NewMessage message(JsonObject input) {
        JsonObject system = input.getJsonObject("MessageSystemAttributes", new JsonObject());
        JsonObject trace = system.getJsonObject("AWSTraceHeader", new JsonObject());
        Map<String, MessageAttribute> attributes = new HashMap<>();
        JsonObject given = input.getJsonObject("MessageAttributes", new JsonObject());
        given.fieldNames().forEach(name -> attributes.put(name, attribute(given.getJsonObject(name))));
        return new NewMessage(
                Parameters.text(input, "MessageBody"),
                attributes,
                trace.getString("StringValue"),
                input.getString("MessageGroupId"),
                input.getString("MessageDeduplicationId"),
                input.getInteger("DelaySeconds"));
    }

    private static MessageAttribute attribute(JsonObject value) {
        return new MessageAttribute(
                value.getString("DataType", ""), value.getString("StringValue"), value.getBinary("BinaryValue"));
    }
}
