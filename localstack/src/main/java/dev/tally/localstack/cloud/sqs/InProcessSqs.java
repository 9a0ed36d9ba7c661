package dev.tally.localstack.cloud.sqs;

import dev.tally.localstack.cloud.queue.MessageAttribute;
import dev.tally.localstack.cloud.queue.QueueException;
import dev.tally.localstack.cloud.queue.Queues;
import dev.tally.localstack.cloud.queue.Queues.VisibilityChange;
import dev.tally.localstack.cloud.queue.Receive;
import dev.tally.localstack.cloud.queue.ReceivedMessage;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.AbortedException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityRequest;
import software.amazon.awssdk.services.sqs.model.ChangeMessageVisibilityResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequestEntry;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResultEntry;
import software.amazon.awssdk.services.sqs.model.Message;
import software.amazon.awssdk.services.sqs.model.MessageAttributeValue;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;
import software.amazon.awssdk.services.sqs.model.SqsException;

/** The calls of an event source mapping, made on the queues without HTTP. */
final class InProcessSqs implements SqsClient {

    private final Queues queues;
    private final Map<Object, CompletableFuture<?>> polls = new ConcurrentHashMap<>();
    private volatile boolean closed;

    InProcessSqs(Queues queues) {
        this.queues = queues;
    }

    @Override
    public String serviceName() {
        return SERVICE_NAME;
    }

    /** Receives all attributes, whatever the request names. */
    @Override
    public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
        String queue = name(request.queueUrl());
        CompletableFuture<List<ReceivedMessage>> poll = checked(() -> queues.receive(
                queue,
                new Receive(
                        request.maxNumberOfMessages() == null ? 1 : request.maxNumberOfMessages(),
                        request.visibilityTimeout(),
                        request.waitTimeSeconds())));
        Object key = new Object();
        polls.put(key, poll);
        boolean returned = false;
        try {
            if (closed) {
                throw AbortedException.create("the client is closed");
            }
            List<Message> messages =
                    poll.get().stream().map(InProcessSqs::message).toList();
            returned = true;
            return ReceiveMessageResponse.builder().messages(messages).build();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw AbortedException.create("interrupted", interrupted);
        } catch (ExecutionException rejected) {
            throw rejected.getCause() instanceof QueueException cause ? failure(cause) : aborted(rejected);
        } catch (java.util.concurrent.CancellationException aborted) {
            throw aborted(aborted);
        } finally {
            polls.remove(key);
            if (!returned) {
                queues.abandon(queue, poll);
            }
        }
    }

    @Override
    public ChangeMessageVisibilityResponse changeMessageVisibility(ChangeMessageVisibilityRequest request) {
        VisibilityChange change = new VisibilityChange(request.receiptHandle(), request.visibilityTimeout());
        QueueException rejected = checked(() -> queues.changeVisibility(name(request.queueUrl()), List.of(change)))
                .get(0);
        if (rejected != null) {
            throw failure(rejected);
        }
        return ChangeMessageVisibilityResponse.builder().build();
    }

    @Override
    public DeleteMessageBatchResponse deleteMessageBatch(DeleteMessageBatchRequest request) {
        List<DeleteMessageBatchRequestEntry> entries = request.entries();
        List<@Nullable QueueException> rejections = checked(() -> queues.delete(
                name(request.queueUrl()),
                entries.stream()
                        .map(DeleteMessageBatchRequestEntry::receiptHandle)
                        .toList()));
        List<DeleteMessageBatchResultEntry> deleted = new ArrayList<>();
        List<BatchResultErrorEntry> failed = new ArrayList<>();
        for (int index = 0; index < entries.size(); index++) {
            String id = entries.get(index).id();
            QueueException rejected = rejections.get(index);
            if (rejected == null) {
                deleted.add(DeleteMessageBatchResultEntry.builder().id(id).build());
            } else {
                failed.add(BatchResultErrorEntry.builder()
                        .id(id)
                        .senderFault(true)
                        .code(rejected.error().queryCode())
                        .message(rejected.getMessage())
                        .build());
            }
        }
        return DeleteMessageBatchResponse.builder()
                .successful(deleted)
                .failed(failed)
                .build();
    }

    /** Aborts waiting receives; the messages of an aborted one stay visible. Other calls continue to work. */
    @Override
    public void close() {
        closed = true;
        polls.values().forEach(poll -> poll.cancel(false));
    }

    private interface QueueCall<T> {
        T call();
    }

    private static <T> T checked(QueueCall<T> call) {
        try {
            return call.call();
        } catch (QueueException rejected) {
            throw failure(rejected);
        }
    }

    private static RuntimeException aborted(Exception cause) {
        return AbortedException.create("the client was closed", cause);
    }

    private static RuntimeException failure(QueueException rejected) {
        return SqsException.builder()
                .statusCode(400)
                .message(rejected.error().queryCode() + ": " + rejected.getMessage())
                .cause(rejected)
                .build();
    }

    private static String name(String url) {
        return url.substring(url.lastIndexOf('/') + 1);
    }

    private static Message message(ReceivedMessage received) {
        Map<String, MessageAttributeValue> attributes = new HashMap<>();
        received.attributes().forEach((name, value) -> attributes.put(name, value(value)));
        return Message.builder()
                .messageId(received.messageId())
                .receiptHandle(received.receiptHandle())
                .body(received.body())
                .md5OfBody(received.md5OfBody())
                .attributesWithStrings(received.systemAttributes())
                .messageAttributes(attributes)
                .build();
    }

    private static MessageAttributeValue value(MessageAttribute value) {
        MessageAttributeValue.Builder written =
                MessageAttributeValue.builder().dataType(value.dataType()).stringValue(value.stringValue());
        byte[] binary = value.binaryValue();
        return binary == null
                ? written.build()
                : written.binaryValue(SdkBytes.fromByteArray(binary)).build();
    }
}
