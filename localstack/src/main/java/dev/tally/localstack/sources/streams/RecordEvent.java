package dev.tally.localstack.sources.streams;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.vertx.core.buffer.Buffer;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Identity;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * The event with which Lambda invokes a function for records of a stream.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/with-ddb.html">Lambda: example DynamoDB stream event</a>
 */
final class RecordEvent {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Buffer START = Buffer.buffer("{\"Records\":[");
    private static final Buffer END = Buffer.buffer("]}");

    private RecordEvent() {}

    /** Returns the event of several records. */
    static Buffer of(List<StreamRecord> records) {
        Buffer event = START.copy();
        for (StreamRecord record : records) {
            if (event.length() > START.length()) {
                event.appendByte((byte) ',');
            }
            event.appendBuffer(record.event());
        }
        return event.appendBuffer(END);
    }

    /** Returns the part of one record in an event. */
    static ObjectNode of(Record record, Instant created, String region, String streamArn) {
        ObjectNode event = NODES.objectNode();
        event.put("eventID", record.eventID());
        event.put("eventName", record.eventNameAsString());
        event.put("eventVersion", record.eventVersion());
        event.put("eventSource", "aws:dynamodb");
        event.put("awsRegion", region);
        event.set("dynamodb", change(record, created));
        event.put("eventSourceARN", streamArn);
        if (record.userIdentity() != null) {
            event.set("userIdentity", identity(record.userIdentity()));
        }
        return event;
    }

    static byte[] bytes(JsonNode event) {
        try {
            return JSON.writeValueAsBytes(event);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    // The service that deleted an expired item:
    // https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_streams_Record.html
    private static ObjectNode identity(Identity identity) {
        return NODES.objectNode().put("type", identity.type()).put("principalId", identity.principalId());
    }

    private static ObjectNode change(Record record, Instant created) {
        ObjectNode change = NODES.objectNode();
        change.put("ApproximateCreationDateTime", created.getEpochSecond());
        change.set("Keys", item(record.dynamodb().keys()));
        if (record.dynamodb().hasNewImage()) {
            change.set("NewImage", item(record.dynamodb().newImage()));
        }
        if (record.dynamodb().hasOldImage()) {
            change.set("OldImage", item(record.dynamodb().oldImage()));
        }
        change.put("SequenceNumber", record.dynamodb().sequenceNumber());
        change.put("SizeBytes", record.dynamodb().sizeBytes());
        change.put("StreamViewType", record.dynamodb().streamViewTypeAsString());
        return change;
    }

    private static ObjectNode item(Map<String, AttributeValue> attributes) {
        ObjectNode item = NODES.objectNode();
        attributes.forEach((name, value) -> item.set(name, value(value)));
        return item;
    }

    private static ObjectNode value(AttributeValue value) {
        ObjectNode json = NODES.objectNode();
        return switch (value.type()) {
            case S -> json.put("S", value.s());
            case N -> json.put("N", value.n());
            case B -> json.put("B", base64(value.b()));
            case BOOL -> json.put("BOOL", value.bool());
            case NUL -> json.put("NULL", value.nul());
            case SS -> json.set("SS", texts(value.ss()));
            case NS -> json.set("NS", texts(value.ns()));
            case BS -> json.set("BS", bytes(value.bs()));
            case L -> json.set("L", list(value.l()));
            case M -> json.set("M", item(value.m()));
            case UNKNOWN_TO_SDK_VERSION -> throw new IllegalStateException("an attribute of a new type: " + value);
        };
    }

    private static ArrayNode texts(List<String> texts) {
        ArrayNode array = NODES.arrayNode();
        texts.forEach(array::add);
        return array;
    }

    private static ArrayNode bytes(List<SdkBytes> values) {
        ArrayNode array = NODES.arrayNode();
        values.forEach(value -> array.add(base64(value)));
        return array;
    }

    private static String base64(SdkBytes value) {
        return Base64.getEncoder().encodeToString(value.asByteArrayUnsafe());
    }

    private static ArrayNode list(List<AttributeValue> values) {
        ArrayNode array = NODES.arrayNode();
        values.forEach(value -> array.add(value(value)));
        return array;
    }
}
