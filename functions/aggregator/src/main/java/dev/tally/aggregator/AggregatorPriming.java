package dev.tally.aggregator;

import com.amazonaws.services.lambda.runtime.events.SQSEvent;
import dev.tally.counter.Increment;
import dev.tally.counter.QueuedChange;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.ShardState;
import dev.tally.counter.TallyPlanner;
import dev.tally.counter.dynamodb.DynamoDbTallyStore;
import dev.tally.counter.message.MalformedMessageException;
import dev.tally.counter.message.MessageCodec;
import dev.tally.counter.message.QueueMessage;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.snapstart.Priming;
import dev.tally.runtime.snapstart.PrimingContext;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaMapperRecorder;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaRecorder;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The priming of the aggregator: an empty batch, then a click from decoding to redelivery, without a network. */
@Singleton
class AggregatorPriming implements Priming {

    private static final String EVENT =
            """
            {"Records":[{"messageId":"priming","receiptHandle":"priming",
              "body":"{\\"type\\":\\"click\\",\\"id\\":\\"01a202b2-c50a-75eb-af45-f9775107c897\\",\
            \\"counter\\":\\"priming\\",\\"delta\\":1}",
              "attributes":{"SequenceNumber":"1","MessageGroupId":"priming#0"},"messageAttributes":{},
              "eventSourceARN":"arn:aws:sqs:priming:000000000000:%s"}]}
            """;

    private static final String ITEM =
            """
            {"Attributes":{"pk":{"S":"shards#priming"},"sk":{"S":"priming#0"},
              "total":{"N":"1"},"writes":{"N":"1"},"updatedAt":{"N":"1"}}}
            """;

    private final SqsClient sqs;
    private final DynamoDbClient dynamoDb;
    private final AggregatorSettings settings;
    private final Clock clock;

    AggregatorPriming(SqsClient sqs, DynamoDbClient dynamoDb, AggregatorSettings settings, Clock clock) {
        this.sqs = sqs;
        this.dynamoDb = dynamoDb;
        this.settings = settings;
        this.clock = clock;
    }

    @Override
    public void run() throws Exception {
        sqs.serviceName();
        dynamoDb.serviceName();
        Priming.loadTrustedCertificates();
        AmazonLambdaRecorder.handle(
                new ByteArrayInputStream("{\"Records\":[]}".getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                new PrimingContext());
        Message message = message();
        write(message);
        redeliver(message);
        Priming.recordMetric(Metric.CLICKS_COUNTED);
    }

    private Message message() throws IOException {
        String json = EVENT.formatted(SqsRedelivery.queueName(settings.queueUrl()));
        SQSEvent event = AmazonLambdaMapperRecorder.objectMapper.readValue(json, SQSEvent.class);
        return Message.of(event.getRecords().get(0));
    }

    private void write(Message message) throws MalformedMessageException {
        QueueMessage.OfShard queued = (QueueMessage.OfShard)
                MessageCodec.decode(message.body(), message.group().orElseThrow());
        QueuedChange click =
                new QueuedChange(SequenceNumber.parse(message.sequence().orElseThrow()), queued.change());
        Instant now = clock.instant();
        Increment plan = TallyPlanner.plan(
                        queued.shard(), message.queue().orElseThrow(), List.of(click), ShardState.UNKNOWN, now)
                .increment()
                .orElseThrow();
        DynamoDbClient offline = Priming.client(DynamoDbClient.builder(), settings.region(), ITEM);
        new DynamoDbTallyStore(offline, settings.table(), settings.region()).add(plan, now);
    }

    private void redeliver(Message message) {
        SqsClient offline = Priming.client(SqsClient.builder(), settings.region(), "{}");
        new SqsRedelivery(offline, settings).schedule(Map.of(message, Duration.ZERO));
    }
}
