package dev.tally.localstack.cloud;

import dev.tally.localstack.cloud.queue.Queues;
import dev.tally.localstack.cloud.sqs.SqsServer;
import dev.tally.localstack.cloud.units.UnitFilter;
import dev.tally.localstack.quota.Quotas;
import java.net.BindException;
import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Queues and DynamoDB Local in this process. Closing deletes everything that no {@link DataFolder} keeps. */
public final class EmbeddedCloud implements Cloud {

    static final String HOST = "127.0.0.1";
    static final String SQS_PORT = "TALLY_SQS_PORT";
    static final String DYNAMODB_PORT = "TALLY_DYNAMODB_PORT";

    private final SqsServer sqs;
    private final @Nullable QueueJournal journal;
    private final EmbeddedDynamoDb dynamoDb;
    private final @Nullable UnitFilter units;
    private final Clients clients;

    private EmbeddedCloud(
            SqsServer sqs,
            @Nullable QueueJournal journal,
            EmbeddedDynamoDb dynamoDb,
            @Nullable UnitFilter units,
            String region) {
        this.journal = journal;
        this.sqs = sqs;
        this.dynamoDb = dynamoDb;
        this.units = units;
        Clients overHttp = Clients.open(
                URI.create("http://" + HOST + ":" + sqs.port()),
                dynamoDb.endpoint(),
                dynamoDb.endpoint(),
                region,
                localCredentials());
        this.clients = overHttp.withStreams(
                dynamoDb.streams(overHttp.streams(), overHttp.credentials().accessKeyId(), region));
    }

    /** The ports of the two servers on {@value #HOST}; 0 for any free port. */
    public record Ports(int sqs, int dynamoDb) {

        public static final Ports FREE = new Ports(0, 0);
    }

    /**
     * Starts both servers, in memory.
     *
     * @throws PortTakenException if another process listens on one of the ports
     */
    public static EmbeddedCloud start(Ports ports, String region) {
        return start(ports, region, null, null);
    }

    /**
     * Starts both servers.
     *
     * @param data the folder that keeps queues and tables, null to keep them in memory
     * @param quotas the quotas for the calls of functions, null for none
     * @throws PortTakenException if another process listens on one of the ports
     */
    public static EmbeddedCloud start(Ports ports, String region, @Nullable DataFolder data, @Nullable Quotas quotas) {
        SqsServer sqs = startSqs(ports.sqs(), region, quotas);
        QueueJournal journal = null;
        EmbeddedDynamoDb tables = null;
        try {
            journal = data == null ? null : restore(sqs.queues(), data.journal());
            tables = EmbeddedDynamoDb.start(quotas == null ? ports.dynamoDb() : 0, data == null ? null : data.tables());
            UnitFilter units = quotas == null ? null : startFilter(ports.dynamoDb(), tables.endpoint(), quotas);
            EmbeddedCloud cloud = new EmbeddedCloud(sqs, journal, tables, units, region);
            if (data != null) {
                TableCreation.deleteConnections(cloud.dynamoDb());
            }
            return cloud;
        } catch (RuntimeException failed) {
            if (tables != null) {
                tables.close();
            }
            sqs.close();
            close(journal);
            throw failed;
        }
    }

    private static UnitFilter startFilter(int port, URI tables, Quotas quotas) {
        try {
            return UnitFilter.start(HOST, port, tables, quotas);
        } catch (Exception failed) {
            throw startFailure(port, DYNAMODB_PORT, failed);
        }
    }

    private static QueueJournal restore(Queues queues, Path file) {
        queues.restore(QueueJournal.read(file));
        QueueJournal journal = QueueJournal.open(file, queues::snapshot);
        queues.recordIn(journal);
        return journal;
    }

    private static void close(@Nullable QueueJournal journal) {
        if (journal != null) {
            journal.close();
        }
    }

    private static SqsServer startSqs(int port, String region, @Nullable Quotas quotas) {
        try {
            return SqsServer.start(HOST, port, region, quotas);
        } catch (Exception failed) {
            throw startFailure(port, SQS_PORT, failed);
        }
    }

    @Override
    public Clients clients() {
        return clients;
    }

    /** Returns the endpoint for functions, which is behind the quotas if there are any. */
    @Override
    public URI dynamoDbEndpoint() {
        return units == null ? dynamoDb.endpoint() : URI.create("http://" + HOST + ":" + units.port());
    }

    @Override
    public TableWrites tableWrites() {
        return dynamoDb.writes();
    }

    @Override
    public SqsClient openSqs() {
        return sqs.openClient();
    }

    @Override
    public void close() {
        clients.close();
        try {
            if (units != null) {
                units.close();
            }
            dynamoDb.close();
        } finally {
            sqs.close();
            close(journal);
        }
    }

    static AwsCredentials localCredentials() {
        return AwsBasicCredentials.create("local", "local");
    }

    static RuntimeException startFailure(int port, String setting, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return new PortTakenException(port, setting, failure);
            }
        }
        return new IllegalStateException("cannot start on port " + port + " (" + setting + ")", failure);
    }
}
