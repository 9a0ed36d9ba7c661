package dev.tally.localstack.sources.streams;

import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.lambda.InvocationResult;
import io.vertx.core.json.JsonObject;
import java.util.List;

/** The records of events, and answers to events. */
final class ReceivedRecords {

    static final InvocationResult SUCCESS = FakeFunctions.success("{\"batchItemFailures\":[]}");

    private ReceivedRecords() {}

    static List<JsonObject> records(JsonObject event) {
        return event.getJsonArray("Records").stream()
                .map(JsonObject.class::cast)
                .toList();
    }

    static List<String> keys(JsonObject event) {
        return records(event).stream().map(ReceivedRecords::key).toList();
    }

    static List<Integer> numbers(JsonObject event) {
        return records(event).stream().map(ReceivedRecords::number).toList();
    }

    static List<String> allKeys(FakeFunctions functions) {
        return functions.events().stream()
                .flatMap(event -> keys(event).stream())
                .toList();
    }

    static List<Integer> allNumbers(FakeFunctions functions) {
        return functions.events().stream()
                .flatMap(event -> numbers(event).stream())
                .toList();
    }

    static String key(JsonObject record) {
        return record.getJsonObject("dynamodb")
                .getJsonObject("Keys")
                .getJsonObject("pk")
                .getString("S");
    }

    static int number(JsonObject record) {
        return Integer.parseInt(record.getJsonObject("dynamodb")
                .getJsonObject("NewImage")
                .getJsonObject("n")
                .getString("N"));
    }

    static String sequence(JsonObject record) {
        return record.getJsonObject("dynamodb").getString("SequenceNumber");
    }

    /** Returns an answer that reports the first record with a number as failed, or success without such a record. */
    static InvocationResult failureAt(JsonObject event, int number) {
        return records(event).stream()
                .filter(record -> number(record) == number)
                .findFirst()
                .map(record -> FakeFunctions.success(
                        "{\"batchItemFailures\":[{\"itemIdentifier\":\"" + sequence(record) + "\"}]}"))
                .orElse(SUCCESS);
    }
}
