package dev.tally.localstack.cloud;

import java.net.URI;
import java.nio.file.Path;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.ContextHandler;
import org.eclipse.jetty.server.handler.EagerContentHandler;
import org.eclipse.jetty.server.handler.EagerContentHandler.RetainedContentLoaderFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;
import software.amazon.awssdk.services.dynamodb.streams.DynamoDbStreamsClient;
import software.amazon.dynamodb.services.exceptions.DynamoDBLocalServiceException;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBRequestHandler;
import software.amazon.dynamodb.services.local.server.LocalDynamoDBServerHandler;

/**
 * DynamoDB Local inside this process, in memory or in a directory.
 *
 * <p>Its {@code ServerRunner} listens on every interface and reports each start to AWS. Its request handlers do
 * neither, so this class runs them in its own server.
 */
final class EmbeddedDynamoDb implements AutoCloseable {

    private static final Logger LOG = Logger.getLogger(EmbeddedDynamoDb.class);
    private static final int MAX_THREADS = 24;
    private static final int STARTS = 3;

    private final Server server;
    private final LocalDynamoDBRequestHandler tables;
    private final URI endpoint;
    private final TableWrites writes;

    private EmbeddedDynamoDb(Server server, LocalDynamoDBRequestHandler tables, URI endpoint, TableWrites writes) {
        this.server = server;
        this.tables = tables;
        this.endpoint = endpoint;
        this.writes = writes;
    }

    /**
     * @param directory of the tables, null to keep them in memory
     * @throws PortTakenException if another process listens on the port
     */
    static EmbeddedDynamoDb start(int port, @Nullable Path directory) {
        // Two servers that start at the same time in one process sometimes answer every request with 500. They
        // therefore start one after the other, and a server that cannot create a table is replaced.
        synchronized (EmbeddedDynamoDb.class) {
            EmbeddedDynamoDb started = startUnchecked(port, directory);
            for (int start = 1; start < STARTS && !started.canCreateTables(); start++) {
                started.close();
                started = startUnchecked(port, directory);
            }
            return started;
        }
    }

    private boolean canCreateTables() {
        String name = "first";
        try (DynamoDbClient client = DynamoDbClient.builder()
                .endpointOverride(endpoint)
                .region(Region.US_EAST_1)
                .credentialsProvider(StaticCredentialsProvider.create(EmbeddedCloud.localCredentials()))
                .httpClientBuilder(UrlConnectionHttpClient.builder())
                .overrideConfiguration(override -> override.retryStrategy(AwsRetryStrategy.doNotRetry()))
                .build()) {
            client.createTable(table -> table.tableName(name)
                    .billingMode(BillingMode.PAY_PER_REQUEST)
                    .attributeDefinitions(AttributeDefinition.builder()
                            .attributeName("key")
                            .attributeType(ScalarAttributeType.S)
                            .build())
                    .keySchema(KeySchemaElement.builder()
                            .attributeName("key")
                            .keyType(KeyType.HASH)
                            .build()));
            client.deleteTable(table -> table.tableName(name));
            return true;
        } catch (SdkException broken) {
            LOG.warnf("dynamodb-local.broken outcome=started-again reason=\"%s\"", broken.getMessage());
            return false;
        }
    }

    private static EmbeddedDynamoDb startUnchecked(int port, @Nullable Path directory) {
        LocalDynamoDBRequestHandler tables = tables(directory);
        TableWrites writes = new TableWrites();
        Server server = server(new WriteWatch(new LocalDynamoDBServerHandler(tables, null), writes));
        ServerConnector connector = new ServerConnector(server, 1, 1);
        connector.setHost(EmbeddedCloud.HOST);
        connector.setPort(port);
        server.addConnector(connector);
        try {
            server.start();
        } catch (Exception failed) {
            stop(server, tables);
            throw EmbeddedCloud.startFailure(port, EmbeddedCloud.DYNAMODB_PORT, failed);
        }
        return new EmbeddedDynamoDb(
                server, tables, URI.create("http://" + EmbeddedCloud.HOST + ":" + connector.getLocalPort()), writes);
    }

    URI endpoint() {
        return endpoint;
    }

    /** Returns a client of the streams that reads records without HTTP. */
    DynamoDbStreamsClient streams(DynamoDbStreamsClient overHttp, String accessKey, String region) {
        return new EmbeddedStreams(tables, overHttp, accessKey, region);
    }

    TableWrites writes() {
        return writes;
    }

    @Override
    public void close() {
        stop(server, tables);
    }

    /** Returns tables that all regions and access keys share. */
    private static LocalDynamoDBRequestHandler tables(@Nullable Path directory) {
        boolean inMemory = directory == null;
        String path = directory == null ? null : directory.toString();
        boolean shared = true;
        boolean delayTransientStatuses = false;
        try {
            return new LocalDynamoDBRequestHandler(0, inMemory, path, shared, delayTransientStatuses);
        } catch (DynamoDBLocalServiceException failed) {
            throw new IllegalStateException(
                    "DynamoDB Local cannot start " + (inMemory ? "in memory" : "in " + path), failed);
        }
    }

    private static Server server(Handler tables) {
        QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS);
        threads.setDaemon(true);
        threads.setName("dynamodb-local");
        Server server = new Server(threads);
        // The handlers hold a thread while they read a body. If all threads waited for bodies, no thread would be left
        // to receive them. Jetty therefore collects each body without a thread and passes it on as a whole.
        server.setHandler(new EagerContentHandler(new ContextHandler(tables, "/"), new RetainedContentLoaderFactory()));
        server.setStopTimeout(0);
        return server;
    }

    private static void stop(Server server, LocalDynamoDBRequestHandler tables) {
        try {
            server.stop();
        } catch (Exception failed) {
            throw new IllegalStateException("DynamoDB Local did not stop", failed);
        } finally {
            tables.shutdown();
        }
    }
}
