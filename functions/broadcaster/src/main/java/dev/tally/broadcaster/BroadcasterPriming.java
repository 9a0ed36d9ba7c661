package dev.tally.broadcaster;

import dev.tally.broadcaster.channel.ClientChannel;
import dev.tally.broadcaster.channel.Frame;
import dev.tally.broadcaster.connections.ClientMessage;
import dev.tally.broadcaster.lambda.BroadcasterSettings;
import dev.tally.broadcaster.lambda.SelfInvocation;
import dev.tally.broadcaster.rollup.SqsChangeQueue;
import dev.tally.counter.ClickId;
import dev.tally.counter.ConnectionId;
import dev.tally.counter.ConnectionStore;
import dev.tally.counter.CounterId;
import dev.tally.counter.Epoch;
import dev.tally.counter.LiveMode;
import dev.tally.counter.Reset;
import dev.tally.counter.Shard;
import dev.tally.counter.TotalStore;
import dev.tally.counter.dynamodb.DynamoDbConnectionStore;
import dev.tally.counter.dynamodb.DynamoDbTallyStore;
import dev.tally.counter.dynamodb.DynamoDbTotalStore;
import dev.tally.counter.message.QueueMessage.OfShard;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.snapstart.Priming;
import dev.tally.runtime.snapstart.PrimingContext;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaRecorder;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The priming of the broadcaster: every client built, and the functions' calls to the tables without a network. */
@Singleton
class BroadcasterPriming implements Priming {

    private static final CounterId COUNTER = new CounterId("priming");
    private static final ClickId GENERATION = ClickId.parse("01890a5d-ac96-774b-bcce-b302099a8057");
    private static final ConnectionId CONNECTION = new ConnectionId("priming=");
    private static final String CONNECTIONS = "connections";
    private static final String ROLLUP = "rollup";

    private final DynamoDbClient dynamoDb;
    private final Instance<SqsClient> sqs;
    private final BroadcasterSettings settings;
    private final Clock clock;
    private final String handler;

    /** Injects the channel and SelfInvocation only because their creation builds the AWS clients. */
    BroadcasterPriming(
            DynamoDbClient dynamoDb,
            Instance<SqsClient> sqs,
            @SuppressWarnings("unused") ClientChannel channel,
            @SuppressWarnings("unused") SelfInvocation invocations,
            BroadcasterSettings settings,
            Clock clock,
            @ConfigProperty(name = "quarkus.lambda.handler") String handler) {
        this.dynamoDb = dynamoDb;
        this.sqs = sqs;
        this.settings = settings;
        this.clock = clock;
        this.handler = handler;
    }

    @Override
    public void run() throws Exception {
        dynamoDb.serviceName();
        Priming.loadTrustedCertificates();
        DynamoDbClient offline = Priming.client(DynamoDbClient.builder(), settings.region(), "{}");
        TotalStore totals = new DynamoDbTotalStore(offline, settings.table(), new Epoch(settings.epoch()));
        Frame.of(totals.find(COUNTER));
        Priming.recordMetric(Metric.PUSHES);
        if (handler.equals(CONNECTIONS)) {
            subscribe(new DynamoDbConnectionStore(offline, settings.connectionsTable()));
        } else {
            new DynamoDbTallyStore(offline, settings.table(), settings.region()).tallies(COUNTER);
            totals.setViewers(COUNTER, 0, LiveMode.PUSH);
            handleEmptyBatch();
        }
        if (handler.equals(ROLLUP)) {
            sendReset();
        }
    }

    /** Only rollup sends resets, so only its clones need a client of the queue. */
    private void sendReset() {
        sqs.get().serviceName();
        SqsClient offline = Priming.client(
                SqsClient.builder().checksumValidationEnabled(false),
                settings.region(),
                "{\"Successful\":[{\"Id\":\"0\",\"MessageId\":\"priming\"}],\"Failed\":[]}");
        Reset reset = new Reset(GENERATION, COUNTER, 1);
        new SqsChangeQueue(offline, settings.queueUrl()).send(List.of(new OfShard(new Shard(COUNTER, 0), reset)));
    }

    private void subscribe(ConnectionStore connections) {
        ClientMessage.parse("{\"action\":\"subscribe\",\"counters\":[\"" + COUNTER + "\"]}");
        connections.open(CONNECTION, clock.instant());
        connections.subscribe(CONNECTION, Set.of(COUNTER), clock.instant());
    }

    private static void handleEmptyBatch() throws IOException {
        AmazonLambdaRecorder.handle(
                new ByteArrayInputStream("{\"Records\":[]}".getBytes(StandardCharsets.UTF_8)),
                new ByteArrayOutputStream(),
                new PrimingContext());
    }
}
