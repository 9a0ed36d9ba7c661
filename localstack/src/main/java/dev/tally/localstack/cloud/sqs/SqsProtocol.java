package dev.tally.localstack.cloud.sqs;

import dev.tally.localstack.cloud.queue.MoveTask;
import dev.tally.localstack.cloud.queue.NewMessage;
import dev.tally.localstack.cloud.queue.QueueError;
import dev.tally.localstack.cloud.queue.QueueException;
import dev.tally.localstack.cloud.queue.Queues;
import dev.tally.localstack.cloud.queue.Queues.VisibilityChange;
import dev.tally.localstack.cloud.queue.Receive;
import dev.tally.localstack.cloud.queue.ReceivedMessage;
import dev.tally.localstack.cloud.sqs.SqsServer.Call;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The actions of SQS's JSON protocol: each reads its parameters, calls the queues and writes the answer. */
final class SqsProtocol {

    private static final int MAX_TASKS = 10;

    private final Queues queues;
    private final CallQuota calls;
    private final Map<String, Function<Call, JsonObject>> actions = new HashMap<>();

    SqsProtocol(Queues queues, CallQuota calls) {
        this.queues = queues;
        this.calls = calls;
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
        String name = Parameters.text(call.input(), "QueueName");
        queues.create(name, Parameters.texts(call.input(), "Attributes"), Parameters.texts(call.input(), "tags"));
        return url(call, name);
    }

    private JsonObject deleteQueue(Call call) {
        queues.delete(queue(call));
        return new JsonObject();
    }

    private JsonObject getQueueUrl(Call call) {
        String name = Parameters.text(call.input(), "QueueName");
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
        List<String> asked = Parameters.list(call.input(), "AttributeNames");
        JsonObject found = new JsonObject();
        all.forEach((name, value) -> {
            if (asked.contains("All") || asked.contains(name)) {
                found.put(name, value);
            }
        });
        return found.isEmpty() ? new JsonObject() : JsonObject.of("Attributes", found);
    }

    private JsonObject setQueueAttributes(Call call) {
        queues.setAttributes(queue(call), Parameters.texts(call.input(), "Attributes"));
        return new JsonObject();
    }

    private JsonObject listQueueTags(Call call) {
        JsonObject tags = new JsonObject();
        queues.tags(queue(call)).forEach(tags::put);
        return JsonObject.of("Tags", tags);
    }

    private JsonObject tagQueue(Call call) {
        queues.tag(queue(call), Parameters.texts(call.input(), "Tags"));
        return new JsonObject();
    }

    private JsonObject untagQueue(Call call) {
        queues.untag(queue(call), Parameters.list(call.input(), "TagKeys"));
        return new JsonObject();
    }

    private JsonObject purgeQueue(Call call) {
        queues.purge(queue(call));
        return new JsonObject();
    }

    private JsonObject sendMessage(Call call) {
        NewMessage message = MessageJson.message(call.input());
        calls.take("SendMessage", queue(call), CallQuota.groups(List.of(message)));
        return MessageJson.sent(message, queues.send(queue(call), message));
    }

    private JsonObject sendMessageBatch(Call call) {
        String queue = queue(call);
        queues.require(queue);
        List<JsonObject> entries = Batch.entries(call.input());
        List<NewMessage> messages = entries.stream().map(MessageJson::message).toList();
        Batch.checkSize(messages);
        Set<String> throttled = calls.throttled("SendMessage", queue, CallQuota.groups(messages));
        // A function on AWS sends one message a call, so a throttled group must not fail the messages of others.
        Predicate<NewMessage> isThrottled =
                message -> message.groupId() != null && throttled.contains(message.groupId());
        if (messages.stream().allMatch(isThrottled)) {
            throw CallQuota.rejection("SendMessage");
        }
        Batch batch = new Batch();
        for (int index = 0; index < messages.size(); index++) {
            NewMessage message = messages.get(index);
            batch.add(entries.get(index), () -> {
                if (isThrottled.test(message)) {
                    throw CallQuota.rejection("SendMessage");
                }
                return MessageJson.sent(message, queues.send(queue, message));
            });
        }
        return batch.answer();
    }

    private JsonObject deleteMessage(Call call) {
        List<String> handles = List.of(Parameters.text(call.input(), "ReceiptHandle"));
        takeOf("DeleteMessage", call, handles);
        rethrow(queues.delete(queue(call), handles));
        return new JsonObject();
    }

    private JsonObject deleteMessageBatch(Call call) {
        List<JsonObject> entries = Batch.entries(call.input());
        List<String> handles = entries.stream()
                .map(entry -> Parameters.text(entry, "ReceiptHandle"))
                .toList();
        takeOf("DeleteMessage", call, handles);
        return Batch.answer(entries, queues.delete(queue(call), handles));
    }

    private JsonObject changeMessageVisibility(Call call) {
        VisibilityChange change = visibility(call.input());
        takeOf("ChangeMessageVisibility", call, List.of(change.receiptHandle()));
        rethrow(queues.changeVisibility(queue(call), List.of(change)));
        return new JsonObject();
    }

    private JsonObject changeMessageVisibilityBatch(Call call) {
        List<JsonObject> entries = Batch.entries(call.input());
        List<VisibilityChange> changes =
                entries.stream().map(SqsProtocol::visibility).toList();
        takeOf(
                "ChangeMessageVisibility",
                call,
                changes.stream().map(VisibilityChange::receiptHandle).toList());
        return Batch.answer(entries, queues.changeVisibility(queue(call), changes));
    }

    private void takeOf(String action, Call call, List<String> handles) {
        calls.take(action, queue(call), () -> queues.groups(queue(call), handles));
    }

    private JsonObject listDeadLetterSourceQueues(Call call) {
        return JsonObject.of("queueUrls", urls(call, queues.deadLetterSources(queue(call))));
    }

    private JsonObject startMessageMoveTask(Call call) {
        String handle = queues.startMove(
                Parameters.text(call.input(), "SourceArn"),
                call.input().getString("DestinationArn"),
                call.input().getInteger("MaxNumberOfMessagesPerSecond"));
        return JsonObject.of("TaskHandle", handle);
    }

    private JsonObject cancelMessageMoveTask(Call call) {
        return JsonObject.of(
                "ApproximateNumberOfMessagesMoved", queues.cancelMove(Parameters.text(call.input(), "TaskHandle")));
    }

    private JsonObject listMessageMoveTasks(Call call) {
        int max = Math.min(call.input().getInteger("MaxResults", 1), MAX_TASKS);
        JsonArray results = new JsonArray();
        queues.moves(Parameters.text(call.input(), "SourceArn"), max).forEach(move -> results.add(describe(move)));
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
        List<String> system = new ArrayList<>(Parameters.list(input, "AttributeNames"));
        system.addAll(Parameters.list(input, "MessageSystemAttributeNames"));
        List<String> own = Parameters.list(input, "MessageAttributeNames");
        CompletableFuture<List<ReceivedMessage>> received = queues.receive(queue, receive);
        CompletableFuture<JsonObject> answer =
                received.thenApply(messages -> MessageJson.received(messages, system, own));
        CompletableFuture<JsonObject> unused = answer.whenComplete((written, failure) -> {
            if (answer.isCancelled()) {
                queues.abandon(queue, received);
            }
        });
        return answer;
    }

    private static VisibilityChange visibility(JsonObject input) {
        Integer seconds = input.getInteger("VisibilityTimeout");
        if (seconds == null) {
            throw Parameters.missing("VisibilityTimeout");
        }
        return new VisibilityChange(Parameters.text(input, "ReceiptHandle"), seconds);
    }

    private static void rethrow(List<@Nullable QueueException> single) {
        QueueException rejected = single.get(0);
        if (rejected != null) {
            throw rejected;
        }
    }

    /** Returns the name of the queue: the last part of its URL. */
    private static String queue(Call call) {
        String url = Parameters.text(call.input(), "QueueUrl");
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
}
