package dev.tally.localstack.sources;

import dev.tally.localstack.cloud.Cloud;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.DeleteMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageRequest;
import software.amazon.awssdk.services.sqs.model.ReceiveMessageResponse;

/** A cloud with queues that cannot be reached while it is broken. */
record InterruptedCloud(Cloud cloud, AtomicBoolean broken, AtomicInteger rejected) implements ForwardingCloud {

    @Override
    public SqsClient openSqs() {
        SqsClient open = cloud.openSqs();
        return new SqsClient() {
            @Override
            public ReceiveMessageResponse receiveMessage(ReceiveMessageRequest request) {
                if (broken.get()) {
                    rejected.incrementAndGet();
                    throw SdkClientException.create("no route to host");
                }
                return open.receiveMessage(request);
            }

            @Override
            public DeleteMessageBatchResponse deleteMessageBatch(DeleteMessageBatchRequest request) {
                return open.deleteMessageBatch(request);
            }

            @Override
            public String serviceName() {
                return open.serviceName();
            }

            @Override
            public void close() {
                open.close();
            }
        };
    }
}
