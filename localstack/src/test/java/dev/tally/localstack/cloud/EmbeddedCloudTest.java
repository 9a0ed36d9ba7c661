package dev.tally.localstack.cloud;

import static dev.tally.localstack.cloud.FifoQueue.bodies;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.equalTo;

import dev.tally.localstack.spec.StackSpec;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.sqs.SqsClient;

class EmbeddedCloudTest {

    private static final String REGION = "eu-central-1";
    private static final int CONNECT_MILLISECONDS = 2_000;
    private static final int ANSWER_MILLISECONDS = 30_000;
    private static final int MORE_THAN_THREADS = 100;

    @Test
    void start_twice_areIndependent() {
        try (EmbeddedCloud one = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, REGION);
                EmbeddedCloud other = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, REGION)) {
            one.sqs().createQueue(create -> create.queueName("mine"));

            assertThat(one.sqs().listQueues().queueUrls()).hasSize(1);
            assertThat(other.sqs().listQueues().queueUrls()).isEmpty();
            assertThat(other.dynamoDb().listTables().tableNames()).isEmpty();
        }
    }

    @Test
    void tables_manyRequestsWithoutBodyYet_otherRequestsAreAnswered() throws IOException {
        List<Socket> slow = new ArrayList<>();
        try (EmbeddedCloud cloud = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, REGION)) {
            for (int request = 0; request < MORE_THAN_THREADS; request++) {
                Socket socket = new Socket(
                        InetAddress.getLoopbackAddress(),
                        cloud.dynamoDbEndpoint().getPort());
                slow.add(socket);
                socket.setSoTimeout(ANSWER_MILLISECONDS);
                write(
                        socket,
                        """
                        POST / HTTP/1.1\r
                        Host: localhost\r
                        X-Amz-Target: DynamoDB_20120810.ListTables\r
                        Content-Type: application/x-amz-json-1.0\r
                        Authorization: AWS4-HMAC-SHA256 Credential=a/20261122/eu-central-1/dynamodb/aws4_request, SignedHeaders=host, Signature=b\r
                        Content-Length: 2\r
                        \r
                        """);
            }
            assertThat(cloud.dynamoDb().listTables().tableNames()).isEmpty();
            for (Socket socket : slow) {
                write(socket, "{}");
                assertThat(firstLine(socket)).startsWith("HTTP/1.1 200");
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private static String firstLine(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII)).readLine();
    }

    @Test
    void queueUrl_freePort_containsTheBoundPort() {
        try (EmbeddedCloud cloud = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, REGION)) {
            String url =
                    cloud.sqs().createQueue(create -> create.queueName("mine")).queueUrl();

            assertThat(url).startsWith(cloud.sqsEndpoint() + "/");
        }
    }

    @Test
    void start_sqsPortTaken_namesThePortAndItsSetting() throws IOException {
        try (ServerSocket taken = loopback()) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> EmbeddedCloud.start(new EmbeddedCloud.Ports(port, 0), REGION))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContainingAll(Integer.toString(port), "TALLY_SQS_PORT");
        }
    }

    @Test
    void start_dynamoDbPortTaken_namesThePortAndItsSetting() throws IOException {
        try (ServerSocket taken = loopback()) {
            int port = taken.getLocalPort();

            assertThatThrownBy(() -> EmbeddedCloud.start(new EmbeddedCloud.Ports(0, port), REGION))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContainingAll(Integer.toString(port), "TALLY_DYNAMODB_PORT");
        }
    }

    @Test
    void listeners_otherInterfaces_areNotBound() throws IOException {
        List<InetAddress> addresses = Collections.list(NetworkInterface.getNetworkInterfaces()).stream()
                .flatMap(NetworkInterface::inetAddresses)
                .filter(address -> !address.isLoopbackAddress())
                .toList();
        try (EmbeddedCloud cloud = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, REGION)) {
            for (InetAddress address : addresses) {
                assertRefused(address, cloud.sqsEndpoint().getPort());
                assertRefused(address, cloud.dynamoDbEndpoint().getPort());
            }
        }
    }

    @Test
    void close_bothPorts_areFreeAgain() throws IOException {
        EmbeddedCloud cloud = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, REGION);
        cloud.sqs().listQueues();
        cloud.dynamoDb().listTables();

        cloud.close();

        assertRefused(InetAddress.getLoopbackAddress(), cloud.sqsEndpoint().getPort());
        assertRefused(InetAddress.getLoopbackAddress(), cloud.dynamoDbEndpoint().getPort());
    }

    @Test
    void openSqs_closedDuringALongPoll_abortsTheCall() {
        try (EmbeddedCloud cloud = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, REGION)) {
            FifoQueue queue = FifoQueue.create(cloud.sqs());
            SqsClient open = cloud.openSqs();
            CompletableFuture<?> poll = CompletableFuture.supplyAsync(() ->
                    open.receiveMessage(receive -> receive.queueUrl(queue.url()).waitTimeSeconds(20)));

            open.close();

            assertThatThrownBy(poll::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(SdkClientException.class);
            queue.send("a", "1");
            assertThat(bodies(queue.receive()))
                    .as("the aborted call took no message")
                    .containsExactly("1");
        }
    }

    @Test
    void tableWrites_readsAndWrites_onlyWritesNotify() {
        try (EmbeddedCloud cloud = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, REGION)) {
            AtomicInteger notified = new AtomicInteger();
            TableCreation.create(
                    cloud.dynamoDb(), Map.of("watched", new StackSpec.Table("pk", "sk", null, "expiresAt", false)));
            cloud.tableWrites().listen(notified::incrementAndGet);
            Map<String, AttributeValue> item = Map.of("pk", AttributeValue.fromS("a"), "sk", AttributeValue.fromS("b"));

            cloud.dynamoDb().getItem(get -> get.tableName("tally-watched").key(item));
            cloud.dynamoDb().putItem(put -> put.tableName("tally-watched").item(item));
            cloud.dynamoDb()
                    .deleteItem(delete -> delete.tableName("tally-watched").key(item));

            await().untilAtomic(notified, equalTo(2));
        }
    }

    @Test
    void environment_forAnotherProcess_namesEndpointsRegionAndCredentials() {
        try (EmbeddedCloud cloud = EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, REGION)) {
            assertThat(cloud.environment())
                    .containsEntry("AWS_REGION", REGION)
                    .containsEntry("AWS_ENDPOINT_URL_SQS", cloud.sqsEndpoint().toString())
                    .containsEntry(
                            "AWS_ENDPOINT_URL_DYNAMODB",
                            cloud.dynamoDbEndpoint().toString())
                    .containsKeys("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY");
        }
    }

    private static ServerSocket loopback() throws IOException {
        return new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    }

    private static void assertRefused(InetAddress address, int port) {
        assertThatThrownBy(() -> {
                    try (Socket socket = new Socket()) {
                        socket.connect(new InetSocketAddress(address, port), CONNECT_MILLISECONDS);
                    }
                })
                .isInstanceOf(ConnectException.class);
    }
}
