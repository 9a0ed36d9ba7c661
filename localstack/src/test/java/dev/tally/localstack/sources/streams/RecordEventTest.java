package dev.tally.localstack.sources.streams;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.Record;

class RecordEventTest {

    private static final Instant CREATED = Instant.parse("2026-01-02T03:04:05.678Z");
    private static final SdkBytes BYTES = SdkBytes.fromByteArray(new byte[] {1, 2});

    @Test
    void of_everyType_isWrittenAsDynamoDbJson() {
        Map<String, AttributeValue> image = Map.of(
                "s", AttributeValue.fromS("\u00e9"),
                "n", AttributeValue.fromN("1.50"),
                "b", AttributeValue.fromB(BYTES),
                "bool", AttributeValue.fromBool(false),
                "null", AttributeValue.fromNul(true),
                "ss", AttributeValue.fromSs(List.of("x")),
                "ns", AttributeValue.fromNs(List.of("2")),
                "bs", AttributeValue.fromBs(List.of(BYTES)),
                "l", AttributeValue.fromL(List.of(AttributeValue.fromS("y"))),
                "m", AttributeValue.fromM(Map.of("k", AttributeValue.fromL(List.of()))));

        assertThat(RecordEvent.of(withNewImage(image), CREATED, "region", "arn").at("/dynamodb/NewImage"))
                .isEqualTo(TestSettings.json("{'s':{'S':'\u00e9'},'n':{'N':'1.50'},'b':{'B':'AQI='},"
                        + "'bool':{'BOOL':false},'null':{'NULL':true},'ss':{'SS':['x']},'ns':{'NS':['2']},"
                        + "'bs':{'BS':['AQI=']},'l':{'L':[{'S':'y'}]},'m':{'M':{'k':{'L':[]}}}}"));
    }

    @Test
    void of_record_hasLambdasFieldsAndNoOthers() {
        Record record = FakeStreams.record("key", 7, CREATED);

        String event =
                RecordEvent.of(record, CREATED, "eu-central-1", "arn:stream").toString();

        assertThat(TestSettings.json(event))
                .isEqualTo(TestSettings.json("{'eventID':'event-7','eventName':'MODIFY','eventVersion':'1.1',"
                        + "'eventSource':'aws:dynamodb','awsRegion':'eu-central-1','dynamodb':{"
                        + "'ApproximateCreationDateTime':1767323045,'Keys':{'pk':{'S':'key'}},"
                        + "'SequenceNumber':'7','SizeBytes':10,'StreamViewType':'NEW_AND_OLD_IMAGES'},"
                        + "'eventSourceARN':'arn:stream'}"));
    }

    @Test
    void of_deletionByTimeToLive_namesTheService() {
        Record record = FakeStreams.record("key", 7, CREATED).copy(expired -> expired.eventName("REMOVE")
                .userIdentity(service -> service.type("Service").principalId("dynamodb.amazonaws.com")));

        assertThat(RecordEvent.of(record, CREATED, "region", "arn").get("userIdentity"))
                .isEqualTo(TestSettings.json("{'type':'Service','principalId':'dynamodb.amazonaws.com'}"));
    }

    @Test
    void created_timeOfTheSecond_isUsed() {
        Record record = FakeStreams.record("key", 1, Instant.parse("2026-01-02T03:04:05Z"));

        assertThat(StreamRecord.created(record, CREATED.plusSeconds(30))).isEqualTo("2026-01-02T03:04:05Z");
    }

    @Test
    void created_timeOfTheMinute_isTheReadingOrTheMinutesEnd() {
        Record record = FakeStreams.record("key", 1, Instant.parse("2026-01-02T03:04:00Z"));

        assertThat(StreamRecord.created(record, CREATED)).isEqualTo(CREATED);
        assertThat(StreamRecord.created(record, CREATED.plusSeconds(300))).isEqualTo("2026-01-02T03:05:00Z");
    }

    private static Record withNewImage(Map<String, AttributeValue> image) {
        Record plain = FakeStreams.record("key", 1, CREATED);
        return plain.copy(record -> record.dynamodb(plain.dynamodb().copy(change -> change.newImage(image))));
    }
}
