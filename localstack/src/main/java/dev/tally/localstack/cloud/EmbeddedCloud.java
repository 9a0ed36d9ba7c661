package dev.tally.localstack.cloud;

import dev.tally.localstack.cloud.sqs.SqsServer;
import java.net.BindException;
import java.net.URI;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.sqs.SqsClient;

/** Queues and DynamoDB Local in this process; closing them deletes all queues and tables. */
public final class EmbeddedCloud implements Cloud {

    static final String HOST = "127.0.0.1";
    static final String SQS_PORT = "TALLY_SQS_PORT";
    static final String DYNAMODB_PORT = "TALLY_DYNAMODB_PORT";

    private final SqsServer sqs;
    private final EmbeddedDynamoDb dynamoDb;
    private final Clients clients;

    private EmbeddedCloud(SqsServer sqs, EmbeddedDynamoDb dynamoDb, String region) {
        this.sqs = sqs;
        this.dynamoDb = dynamoDb;
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
     * Starts both servers.
     *
     * @throws PortTakenException if another process listens on one of the ports
     */
    public static EmbeddedCloud start(Ports ports, String region) {
        SqsServer sqs = startSqs(ports.sqs(), region);
        try {
            return new EmbeddedCloud(sqs, EmbeddedDynamoDb.start(ports.dynamoDb()), region);
        } catch (RuntimeException failed) {
            sqs.close();
            throw failed;
        }
    }

    private static SqsServer startSqs(int port, String region) {
        try {
            return SqsServer.start(HOST, port, region);
        } catch (Exception failed) {
            throw startFailure(port, SQS_PORT, failed);
        }
    }

    @Override
    public Clients clients() {
        return clients;
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
            dynamoDb.close();
        } finally {
            sqs.close();
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
