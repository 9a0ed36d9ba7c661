package dev.tally.localstack.cloud.sqs;

import dev.tally.localstack.cloud.queue.NewMessage;
import dev.tally.localstack.cloud.queue.QueueError;
import dev.tally.localstack.cloud.queue.QueueException;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The entries of a batch call and their results.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_SendMessageBatch.html">SendMessageBatch</a>
 */
final class Batch {

    private static final int MAX_ENTRIES = 10;
    private static final int MAX_BYTES = 1_048_576;
    private static final Pattern ID = Pattern.compile("[A-Za-z0-9_-]{1,80}");

    private final JsonArray successful = new JsonArray();
    private final JsonArray failed = new JsonArray();

    /** Returns the entries of a call; rejects a batch that SQS rejects as a whole. */
    static List<JsonObject> entries(JsonObject input) {
        List<JsonObject> entries = input.getJsonArray("Entries", new JsonArray()).stream()
                .map(JsonObject.class::cast)
                .toList();
        if (entries.isEmpty()) {
            throw new QueueException(
                    QueueError.EMPTY_BATCH_REQUEST, "There should be at least one entry in the request.");
        }
        if (entries.size() > MAX_ENTRIES) {
            throw new QueueException(
                    QueueError.TOO_MANY_ENTRIES,
                    "Maximum number of entries per request are " + MAX_ENTRIES + ". You have sent " + entries.size()
                            + ".");
        }
        List<String> ids =
                entries.stream().map(entry -> Parameters.text(entry, "Id")).toList();
        if (!ids.stream().allMatch(id -> ID.matcher(id).matches())) {
            throw new QueueException(
                    QueueError.INVALID_BATCH_ENTRY_ID,
                    "A batch entry id can only contain alphanumeric characters, hyphens and underscores. It can be at"
                            + " most 80 letters long.");
        }
        if (ids.stream().distinct().count() < ids.size()) {
            throw new QueueException(QueueError.BATCH_ENTRY_IDS_NOT_DISTINCT, "Two entries have the same id.");
        }
        return entries;
    }

    static void checkSize(List<NewMessage> messages) {
        long bytes = messages.stream().mapToLong(NewMessage::bytes).sum();
        if (bytes > MAX_BYTES) {
            throw new QueueException(
                    QueueError.BATCH_REQUEST_TOO_LONG,
                    "Batch requests cannot be longer than " + MAX_BYTES + " bytes. You have sent " + bytes + " bytes.");
        }
    }

    /** Adds the result of an operation on one entry. */
    void add(JsonObject entry, Supplier<JsonObject> operation) {
        try {
            successful.add(operation.get().put("Id", entry.getString("Id")));
        } catch (QueueException rejected) {
            addFailure(entry, rejected);
        }
    }

    private void addFailure(JsonObject entry, QueueException rejected) {
        failed.add(JsonObject.of(
                "Id", entry.getString("Id"),
                "SenderFault", true,
                "Code", rejected.error().queryCode(),
                "Message", rejected.getMessage()));
    }

    JsonObject answer() {
        return JsonObject.of("Successful", successful, "Failed", failed);
    }

    static JsonObject answer(List<JsonObject> entries, List<@Nullable QueueException> rejections) {
        Batch batch = new Batch();
        for (int index = 0; index < entries.size(); index++) {
            QueueException rejected = rejections.get(index);
            if (rejected == null) {
                batch.add(entries.get(index), JsonObject::new);
            } else {
                batch.addFailure(entries.get(index), rejected);
            }
        }
        return batch.answer();
    }
}
