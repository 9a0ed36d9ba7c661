package dev.tally.press.queue;

import static dev.tally.counter.Fixtures.SHARD;
import static dev.tally.counter.Fixtures.click;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.tally.counter.SequenceNumber;
import dev.tally.counter.message.QueueMessage;
import dev.tally.press.TestSettings;
import dev.tally.press.queue.BatchQueue.Outcome;
import dev.tally.runtime.sdk.Retries;
import dev.tally.runtime.sdk.SdkFailuresTest;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.retry.AwsRetryStrategy;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.api.RetryStrategy;
import software.amazon.awssdk.services.sqs.SqsClient;
import software.amazon.awssdk.services.sqs.model.BatchResultErrorEntry;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchRequest;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResponse;
import software.amazon.awssdk.services.sqs.model.SendMessageBatchResultEntry;

class SqsBatchQueueTest {

    private static final String HEADERS =
            """
            HTTP/1.1 200 OK\r
            Content-Type: application/x-amz-json-1.0\r
            Content-Length: 500\r
            \r
            """;

    @Test
    void send_connectionClosedWhileTheSdkAborts_isUnavailable() {
        SqsClient aborted = answering(request -> {
            throw SdkFailuresTest.goneConnection();
        });
        assertThatThrownBy(() -> send(aborted, 1)).isInstanceOf(QueueUnavailableException.class);
    }

    @Test
    void send_someConfirmedSomeRejectedSomeNotNamed_givesTheReasonOfEachUnconfirmedOne() {
        SendMessageBatchResponse partly = SendMessageBatchResponse.builder()
                .successful(List.of(
                        SendMessageBatchResultEntry.builder()
                                .id("0")
                                .sequenceNumber("18849496460467696128")
                                .build(),
                        SendMessageBatchResultEntry.builder().id("3").build()))
                .failed(List.of(BatchResultErrorEntry.builder()
                        .id("1")
                        .code("KmsThrottled")
                        .message("slow down")
                        .build()))
                .build();
        assertThat(send(answering(request -> partly), 4))
                .containsExactly(
                        new Outcome.Confirmed(SequenceNumber.parse("18849496460467696128")),
                        new Outcome.Unconfirmed("KmsThrottled: slow down"),
                        new Outcome.Unconfirmed("the answer does not name the message"),
                        new Outcome.Unconfirmed("the answer has no sequence number"));
    }

    @Test
    void send_answerEndsAfterItsHeaders_confirmsNothing() throws IOException {
        assertThat(confirmed(HEADERS)).isZero();
    }

    @Test
    void send_answerEndsInTheMiddle_confirmsNothing() throws IOException {
        assertThat(confirmed(HEADERS + "{\"Successful\":[")).isZero();
    }

    /** A throttled send would hold an execution, and the group is throttled for longer than the time-out. */
    @Test
    void send_throttled_isSentOnceAndUnconfirmed() throws IOException {
        assertThat(attempts(403, "RequestThrottled")).isEqualTo(1);
    }

    @Test
    void send_failureOfSqs_isSentAgain() throws IOException {
        assertThat(attempts(500, "InternalFailure")).isEqualTo(3);
        assertThat(attempts(503, "ServiceUnavailable")).isEqualTo(3);
    }

    @Test
    void send_noAnswer_isSentAgain() throws IOException {
        assertThat(attempts(0, "")).isEqualTo(3);
    }

    /**
     * Returns the number of requests of a send that the queue never confirms.
     *
     * @param status 0 to close the connection without an answer
     */
    private static int attempts(int status, String error) throws IOException {
        AtomicInteger requests = new AtomicInteger();
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            requests.incrementAndGet();
            exchange.getRequestBody().readAllBytes();
            if (status != 0) {
                byte[] body = ("{\"__type\":\"com.amazonaws.sqs#" + error + "\"}").getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders().add("Content-Type", "application/x-amz-json-1.0");
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
        try (SqsClient sqs = client(server.getAddress().getPort(), Retries.exceptThrottled())) {
            assertThatThrownBy(() -> send(sqs, 1)).isInstanceOf(QueueUnavailableException.class);
            return requests.get();
        } finally {
            server.stop(0);
        }
    }

    /** Returns the number of confirmed messages of two, if the queue sends an answer and then closes the connection. */
    private static int confirmed(String answer) throws IOException {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                SqsClient sqs = client(server.getLocalPort(), AwsRetryStrategy.doNotRetry())) {
            Thread answering = new Thread(() -> answer(server, answer));
            answering.start();
            try {
                return (int) send(sqs, 2).stream()
                        .filter(Outcome.Confirmed.class::isInstance)
                        .count();
            } catch (QueueUnavailableException unavailable) {
                return 0;
            }
        }
    }

    private static void answer(ServerSocket server, String answer) {
        try (Socket socket = server.accept();
                BufferedReader request =
                        new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8))) {
            int length = 0;
            for (String line = request.readLine(); line != null && !line.isEmpty(); line = request.readLine()) {
                if (line.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
                    length = Integer.parseInt(
                            line.substring(line.indexOf(':') + 1).strip());
                }
            }
            // The whole request is read, because closing would otherwise reset the connection.
            request.skip(length);
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static SqsClient client(int port, RetryStrategy retries) {
        return SqsClient.builder()
                .endpointOverride(URI.create("http://127.0.0.1:" + port))
                .region(Region.EU_CENTRAL_1)
                .credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
                .httpClientBuilder(UrlConnectionHttpClient.builder().socketTimeout(Duration.ofSeconds(10)))
                .overrideConfiguration(override -> override.retryStrategy(retries))
                .build();
    }

    private static SqsClient answering(Function<SendMessageBatchRequest, SendMessageBatchResponse> answers) {
        return new SqsClient() {
            @Override
            public SendMessageBatchResponse sendMessageBatch(SendMessageBatchRequest request) {
                return answers.apply(request);
            }

            @Override
            public String serviceName() {
                return "sqs";
            }

            @Override
            public void close() {}
        };
    }

    private static List<Outcome> send(SqsClient sqs, int messages) {
        TracedMessage message = new TracedMessage(new QueueMessage.OfShard(SHARD, click(1)), Optional.empty());
        return new SqsBatchQueue(sqs, new TestSettings(Duration.ZERO).queueUrl())
                .send(Collections.nCopies(messages, message));
    }
}
