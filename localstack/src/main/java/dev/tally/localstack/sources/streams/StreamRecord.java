package dev.tally.localstack.sources.streams;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * A record of a stream on its way to a function.
 *
 * @param partition the value of the item's partition key
 * @param event what the function gets of it
 */
record StreamRecord(String sequenceNumber, AttributeValue partition, Buffer event) {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    static StreamRecord of(Record record, JsonNode event, String partitionKey) {
        return new StreamRecord(
                record.dynamodb().sequenceNumber(),
                record.dynamodb().keys().getOrDefault(partitionKey, AttributeValue.fromNul(true)),
                Buffer.buffer(RecordEvent.bytes(event)));
    }

    /** AWS names the second of a write, DynamoDB Local only the minute. */
    static Instant created(Record record, Instant readAt) {
        Instant named = record.dynamodb().approximateCreationDateTime();
        if (named == null) {
            return readAt;
        }
        Instant endOfMinute = named.plus(MINUTE);
        boolean wholeMinute = named.getEpochSecond() % MINUTE.toSeconds() == 0;
        return wholeMinute && readAt.isBefore(endOfMinute) ? readAt : wholeMinute ? endOfMinute : named;
    }
}
