package dev.tally.localstack.cloud.sqs;

import dev.tally.localstack.cloud.queue.Digests;
import dev.tally.localstack.cloud.queue.MessageAttribute;
import dev.tally.localstack.cloud.queue.MoveTask;
import dev.tally.localstack.cloud.queue.NewMessage;
import dev.tally.localstack.cloud.queue.QueueError;
import dev.tally.localstack.cloud.queue.QueueException;
import dev.tally.localstack.cloud.queue.Queues;
import dev.tally.localstack.cloud.queue.Queues.VisibilityChange;
import dev.tally.localstack.cloud.queue.Receive;
import dev.tally.localstack.cloud.queue.ReceivedMessage;
import dev.tally.localstack.cloud.queue.Sent;
import dev.tally.localstack.cloud.sqs.SqsServer.Call;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The actions of SQS's JSON protocol: each reads its parameters, calls the queues and writes the answer. */
final class SqsProtocol {

    private static final String NONE = "The request must contain the parameter %s.";
    private static final int MAX_TASKS = 10;

    private final Queues queues;
    private final Map<String, Function<Call, JsonObject>> actions = new HashMap<>();

    SqsProtocol(Queues queues) {
        this.queues = queues;
        actions.put("CreateQueue", this::createQueue);
        actions.put("DeleteQueue", this::deleteQueue);
        actions.put("GetQueueUrl", this::getQueueUrl);
        actions.put("ListQueues", this::listQueues);
        actions.put("GetQueueAttributes", this::getQueueAttributes);
        actions.put("SetQueueAttributes", this::setQueueAttributes);
        actions.put("ListQueueTags", this::listQueueTags);
        actions.put("TagQueue", this::tagQueue);
        actions.put("UntagQueue", this::untagQueue);
        actions.put("PurgeQueue", this::purgeQueue);
        actions.put("SendMessage", this::sendMessage);
        actions.put("SendMessageBatch", this::sendMessageBatch);
        actions.put("DeleteMessage", this::deleteMessage);
        actions.put("DeleteMessageBatch", this::deleteMessageBatch);
        actions.put("ChangeMessageVisibility", this::changeMessageVisibility);
        actions.put("ChangeMessageVisibilityBatch", this::changeMessageVisibilityBatch);
        actions.put("ListDeadLetterSourceQueues", this::listDeadLetterSourceQueues);
        actions.put("StartMessageMoveTask", this::startMessageMoveTask);
        actions.put("CancelMessageMoveTask", this::cancelMessageMoveTask);
        actions.put("ListMessageMoveTasks", this::listMessageMoveTasks);
    }

    /** Performs an action. Cancelling the answer abandons a long poll. */
    CompletableFuture<JsonObject> perform(Call call) {
        if (call.action().equals("ReceiveMessage")) {
            return receiveMessage(call);
        }
        Function<Call, JsonObject> action = actions.get(call.action());
        if (action == null) {
            throw new QueueException(
                    QueueError.INVALID_ACTION,
                    "The action " + call.action() + " is not valid for this endpoint, which knows "
                            + actions.keySet().stream().sorted().toList() + " and ReceiveMessage.");
        }
        return CompletableFuture.completedFuture(action.apply(call));
    }

    private JsonObject createQueue(Call call) {
        String name = text(call.input(), "QueueName");
        queues.create(name, texts(call.input(), "Attributes"), texts(call.input(), "tags"));
        return url(call, name);
    }

    private JsonObject deleteQueue(Call call) {
        queues.delete(queue(call));
        return new JsonObject();
    }

    private JsonObject getQueueUrl(Call call) {
        String name = text(call.input(), "QueueName");
        queues.require(name);
        return url(call, name);
    }

    private JsonObject listQueues(Call call) {
        String prefix = call.input().getString("QueueNamePrefix", "");
        List<String> names = queues.names(prefix);
        Integer max = call.input().getInteger("MaxResults");
        String after = call.input().getString("NextToken", "");
        List<String> rest =
                names.stream().filter(name -> name.compareTo(after) > 0).toList();
        List<String> page = max == null ? rest : rest.subList(0, Math.min(max, rest.size()));
        JsonObject answer = JsonObject.of("QueueUrls", urls(call, page));
        if (page.size() < rest.size()) {
            answer.put("NextToken", page.get(page.size() - 1));
        }
        return answer;
    }

    private JsonObject getQueueAttributes(Call call) {
        Map<String, String> all = queues.attributes(queue(call));
        List<String> asked = list(call.input(), "AttributeNames");
        JsonObject found = new JsonObject();
        all.forEach((name, value) -> {
            if (asked.contains("All") || asked.contains(name)) {
                found.put(name, value);
            }
        });
        return found.isEmpty() ? new JsonObject() : JsonObject.of("Attributes", found);
    }

    private JsonObject setQueueAttributes(Call call) {
        queues.setAttributes(queue(call), texts(call.input(), "Attributes"));
        return new JsonObject();
    }

    private JsonObject listQueueTags(Call call) {
        JsonObject tags = new JsonObject();
        queues.tags(queue(call)).forEach(tags::put);
        return JsonObject.of("Tags", tags);
    }

    private JsonObject tagQueue(Call call) {
        queues.tag(queue(call), texts(call.input(), "Tags"));
        return new JsonObject();
    }

    private JsonObject untagQueue(Call call) {
        queues.untag(queue(call), list(call.input(), "TagKeys"));
        return new JsonObject();
    }

    private JsonObject purgeQueue(Call call) {
        queues.purge(queue(call));
        return new JsonObject();
    }

    private JsonObject sendMessage(Call call) {
        NewMessage message = message(call.input());
        return sent(message, queues.send(queue(call), message));
    }

    private JsonObject sendMessageBatch(Call call) {
        String queue = queue(call);
        queues.require(queue);
        List<JsonObject> entries = Batch.entries(call.input());
        List<NewMessage> messages = entries.stream().map(SqsProtocol::message).toList();
        Batch.checkSize(messages);
        Batch batch = new Batch();
        for (int index = 0; index < messages.size(); index++) {
            NewMessage message = messages.get(index);
            batch.add(entries.get(index), () -> sent(message, queues.send(queue, message)));
        }
        return batch.answer();
    }

    private JsonObject deleteMessage(Call call) {
        rethrow(queues.delete(queue(call), List.of(text(call.input(), "ReceiptHandle"))));
        return new JsonObject();
    }

    private JsonObject deleteMessageBatch(Call call) {
        List<JsonObject> entries = Batch.entries(call.input());
        List<String> handles =
                entries.stream().map(entry -> text(entry, "ReceiptHandle")).toList();
        return Batch.answer(entries, queues.delete(queue(call), handles));
    }

    private JsonObject changeMessageVisibility(Call call) {
        rethrow(queues.changeVisibility(queue(call), List.of(visibility(call.input()))));
        return new JsonObject();
    }

    private JsonObject changeMessageVisibilityBatch(Call call) {
        List<JsonObject> entries = Batch.entries(call.input());
        List<VisibilityChange> changes =
                entries.stream().map(SqsProtocol::visibility).toList();
        return Batch.answer(entries, queues.changeVisibility(queue(call), changes));
    }

    private JsonObject listDeadLetterSourceQueues(Call call) {
        return JsonObject.of("queueUrls", urls(call, queues.deadLetterSources(queue(call))));
    }

    private JsonObject startMessageMoveTask(Call call) {
        String handle = queues.startMove(
                text(call.input(), "SourceArn"),
                call.input().getString("DestinationArn"),
                call.input().getInteger("MaxNumberOfMessagesPerSecond"));
        return JsonObject.of("TaskHandle", handle);
    }

    private JsonObject cancelMessageMoveTask(Call call) {
        return JsonObject.of("ApproximateNumberOfMessagesMoved", queues.cancelMove(text(call.input(), "TaskHandle")));
    }

    private JsonObject listMessageMoveTasks(Call call) {
        int max = Math.min(call.input().getInteger("MaxResults", 1), MAX_TASKS);
        JsonArray results = new JsonArray();
        queues.moves(text(call.input(), "SourceArn"), max).forEach(move -> results.add(describe(move)));
        return JsonObject.of("Results", results);
    }

    private static JsonObject describe(MoveTask move) {
        JsonObject described = JsonObject.of(
                "Status", move.status().name(),
                "SourceArn", move.sourceArn(),
                "MaxNumberOfMessagesPerSecond", move.perSecond(),
                "ApproximateNumberOfMessagesMoved", move.moved(),
                "ApproximateNumberOfMessagesToMove", move.toMove(),
                "StartedTimestamp", move.startedAt());
        if (move.destinationArn() != null) {
            described.put("DestinationArn", move.destinationArn());
        }
        if (move.status() == MoveTask.Status.RUNNING) {
            described.put("TaskHandle", move.handle());
        }
        if (move.status() == MoveTask.Status.FAILED) {
            described.put("FailureReason", "CouldNotDetermineMessageSource");
        }
        return described;
    }

    private CompletableFuture<JsonObject> receiveMessage(Call call) {
        JsonObject input = call.input();
        String queue = queue(call);
        Receive receive = new Receive(
                input.getInteger("MaxNumberOfMessages", 1),
                input.getInteger("VisibilityTimeout"),
                input.getInteger("WaitTimeSeconds"));
        List<String> system = new ArrayList<>(list(input, "AttributeNames"));
        system.addAll(list(input, "MessageSystemAttributeNames"));
        List<String> own = list(input, "MessageAttributeNames");
        CompletableFuture<List<ReceivedMessage>> received = queues.receive(queue, receive);
        CompletableFuture<JsonObject> answer = received.thenApply(messages -> received(messages, system, own));
        CompletableFuture<JsonObject> unused = answer.whenComplete((written, failure) -> {
            if (answer.isCancelled()) {
                queues.abandon(queue, received);
            }
        });
        return answer;
    }

    private static JsonObject received(List<ReceivedMessage> messages, List<String> system, List<String> own) {
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

    private static JsonObject sent(NewMessage message, Sent sent) {
        JsonObject answer = JsonObject.of("MessageId", sent.messageId(), "MD5OfMessageBody", sent.md5());
        if (sent.sequenceNumber() != null) {
            answer.put("SequenceNumber", sent.sequenceNumber());
        }
        if (!message.attributes().isEmpty()) {
            answer.put("MD5OfMessageAttributes", Digests.md5(message.attributes()));
        }
        return answer;
    }

    private static NewMessage message(JsonObject input) {
        JsonObject system = input.getJsonObject("MessageSystemAttributes", new JsonObject());
        JsonObject trace = system.getJsonObject("AWSTraceHeader", new JsonObject());
        Map<String, MessageAttribute> attributes = new HashMap<>();
        JsonObject given = input.getJsonObject("MessageAttributes", new JsonObject());
        given.fieldNames().forEach(name -> attributes.put(name, attribute(given.getJsonObject(name))));
        return new NewMessage(
                text(input, "MessageBody"),
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

    private static VisibilityChange visibility(JsonObject input) {
        Integer seconds = input.getInteger("VisibilityTimeout");
        if (seconds == null) {
            throw new QueueException(QueueError.MISSING_PARAMETER, NONE.formatted("VisibilityTimeout"));
        }
        return new VisibilityChange(text(input, "ReceiptHandle"), seconds);
    }

    private static void rethrow(List<@Nullable QueueException> single) {
        QueueException rejected = single.get(0);
        if (rejected != null) {
            throw rejected;
        }
    }

    /** Returns the name of the queue: the last part of its URL. */
    private static String queue(Call call) {
        String url = text(call.input(), "QueueUrl");
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static JsonObject url(Call call, String name) {
        return JsonObject.of("QueueUrl", address(call, name));
    }

    private static JsonArray urls(Call call, List<String> names) {
        JsonArray urls = new JsonArray();
        names.forEach(name -> urls.add(address(call, name)));
        return urls;
    }

    private static String address(Call call, String name) {
        return call.base() + "/" + Queues.ACCOUNT + "/" + name;
    }

    static String text(JsonObject input, String parameter) {
        String value = input.getString(parameter);
        if (value == null) {
            throw new QueueException(QueueError.MISSING_PARAMETER, NONE.formatted(parameter));
        }
        return value;
    }

    private static Map<String, String> texts(JsonObject input, String parameter) {
        JsonObject given = input.getJsonObject(parameter, new JsonObject());
        Map<String, String> texts = new HashMap<>();
        given.fieldNames().forEach(name -> texts.put(name, given.getString(name)));
        return texts;
    }

    private static List<String> list(JsonObject input, String parameter) {
        JsonArray given = input.getJsonArray(parameter, new JsonArray());
        return given.stream().map(String.class::cast).toList();
    }
}
