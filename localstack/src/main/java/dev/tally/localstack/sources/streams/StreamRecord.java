package dev.tally.localstack.sources.streams;

import com.fasterxml.jackson.databind.JsonNode;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.time.Instant;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

/**
 * A record of a stream that passed the filter.
 *
 * @param partition the value of the item's partition key
 * @param event the record's part of the function's event
 */
record StreamRecord(String sequenceNumber, AttributeValue partition, Buffer event) {

    private static final Duration MINUTE = Duration.ofMinutes(1);

    static StreamRecord of(Record record, JsonNode event, String partitionKey) {
        return new StreamRecord(
                record.dynamodb().sequenceNumber(),
                record.dynamodb().keys().getOrDefault(partitionKey, AttributeValue.fromNul(true)),
                Buffer.buffer(RecordEvent.bytes(event)));
    }

    /** Returns the second of the write, as on AWS. DynamoDB Local records only the minute, so the time is estimated. */
    static Instant created(Record record, Instant readAt) {
        Instant recorded = record.dynamodb().approximateCreationDateTime();
        if (recorded == null) {
            return readAt;
        }
        Instant endOfMinute = recorded.plus(MINUTE);
        boolean wholeMinute = recorded.getEpochSecond() % MINUTE.toSeconds() == 0;
        return wholeMinute && readAt.isBefore(endOfMinute) ? readAt : wholeMinute ? endOfMinute : recorded;
    }
}
