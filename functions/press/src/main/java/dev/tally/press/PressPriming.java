package dev.tally.press;

import dev.tally.counter.Click;
import dev.tally.counter.ClickIds;
import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.Shard;
import dev.tally.counter.dynamodb.DynamoDbHotListStore;
import dev.tally.counter.dynamodb.DynamoDbTallyStore;
import dev.tally.counter.dynamodb.DynamoDbTotalStore;
import dev.tally.counter.message.QueueMessage;
import dev.tally.press.queue.SqsBatchQueue;
import dev.tally.press.queue.TracedMessage;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.snapstart.Priming;
import dev.tally.runtime.snapstart.PrimingContext;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaRecorder;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The priming of press: requests that need no AWS, then a click sent and a total read without a network. */
@Singleton
class PressPriming implements Priming {

    private static final CounterId COUNTER = new CounterId("priming");

    private final SqsClient sqs;
    private final DynamoDbClient dynamoDb;
    private final ClickIds clickIds;
    private final PressSettings settings;

    PressPriming(SqsClient sqs, DynamoDbClient dynamoDb, ClickIds clickIds, PressSettings settings) {
        this.sqs = sqs;
        this.dynamoDb = dynamoDb;
        this.clickIds = clickIds;
        this.settings = settings;
    }

    @Override
    public void run() throws Exception {
        sqs.serviceName();
        dynamoDb.serviceName();
        Priming.loadTrustedCertificates();
        request("GET", "/health", "");
        // Rejected for its delta, because that is the last check before a click is queued.
        request("POST", "/v1/counters/" + COUNTER + "/clicks", "{\\\"delta\\\":0}");
        send();
        read();
        Priming.recordMetric(Metric.CLICKS_ACCEPTED);
    }

    private void send() {
        Click click = new Click(clickIds.next(), COUNTER, 1);
        QueueMessage message = new QueueMessage.OfShard(Shard.of(click, 1), click);
        SqsClient offline = Priming.client(SqsClient.builder(), settings.region(), "{}");
        new SqsBatchQueue(offline, settings.queueUrl()).send(List.of(new TracedMessage(message, Optional.empty())));
    }

    private void read() {
        DynamoDbClient offline = Priming.client(DynamoDbClient.builder(), settings.region(), "{}");
        new DynamoDbTallyStore(offline, settings.table(), settings.region()).find(new Shard(COUNTER, 0));
        new DynamoDbHotListStore(offline, settings.table(), settings.region()).read();
        new DynamoDbTotalStore(offline, settings.table(), new Epoch(settings.epoch())).find(COUNTER);
    }

    private static void request(String method, String path, String escapedBody) throws IOException {
        String event =
                """
                {"version":"2.0","routeKey":"$default","rawPath":"%s","rawQueryString":"",
                 "headers":{"content-type":"application/json","accept-encoding":"gzip"},
                 "requestContext":{"http":{"method":"%s","path":"%s","sourceIp":"127.0.0.1"}},
                 "body":"%s","isBase64Encoded":false}
                """
                        .formatted(path, method, path, escapedBody);
        AmazonLambdaRecorder.handle(
                new ByteArrayInputStream(event.getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                new PrimingContext());
    }
}
