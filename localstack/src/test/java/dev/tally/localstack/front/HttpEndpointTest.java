package dev.tally.localstack.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.gateway.HttpAccess;
import dev.tally.localstack.gateway.HttpApi;
import dev.tally.localstack.spec.StackSpec;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.vertx.core.Vertx;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The HTTP server of the stack, with requests of unusual clients. The function answers "pressed". */
@QuarkusTest
@TestProfile(WebSocketEndpointTest.FreePort.class)
class HttpEndpointTest {

    private static final Pattern LONG = Pattern.compile("<(\\d+)>");

    private final Vertx vertx = Vertx.vertx();

    @TestHTTPResource("/")
    URI endpoint = URI.create("/");

    @Inject
    HttpEndpoint http;

    @BeforeEach
    void open() {
        http.open(new HttpApi(
                vertx,
                FakeFunctions.returning("{\"statusCode\":200,\"body\":\"pressed\"}"),
                new StackSpec.HttpApi("press", 1000, List.of(), new StackSpec.Cors(List.of(), List.of(), List.of(), 0)),
                HttpAccess.OPEN,
                InstantSource.system()));
    }

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /v1/counters?ids=%zz HTTP/1.1;Host: a",
                "GET /v1/counters/a%25?% HTTP/1.1;Host: a",
                "GET /v1/posts?x={} HTTP/1.1;Host: a",
                "GET /health HTTP/1.0",
                "TRACE /health HTTP/1.1;Host: a",
            })
    void request_unusual_reachesTheFunction(String head) throws IOException {
        Answer answer = send(head);
        assertThat(answer.head()).startsWith("HTTP/1.").contains(" 200 ");
        assertThat(answer.body()).isEqualTo("pressed");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GET /health HTTP/1.1                          | 400 | invalid-request",
                "GET /health HTTP/1.1;Host: a b                | 400 | invalid-request",
                "GET /health HTTP/1.1;Host: a;Host: b          | 400 | invalid-request",
                "GET /health HTTP/9.9;Host: a                  | 400 | invalid-request",
                "GET /v1/counters/a% HTTP/1.1;Host: a          | 400 | invalid-request",
                "GET /v1/counters/a%zz/history HTTP/1.1;Host: a | 400 | invalid-request",
                "POST /v1/counters/%/clicks HTTP/1.1;Host: a   | 400 | invalid-request",
                "GET * HTTP/1.1;Host: a                        | 404 | not-found",
                "OPTIONS * HTTP/1.1;Host: a                    | 404 | not-found",
                "GET health HTTP/1.1;Host: a                   | 404 | not-found",
                "CONNECT a:80 HTTP/1.1;Host: a                 | 404 | not-found",
                "GET /<9000>?<9000> HTTP/1.1;Host: a           | 414 | invalid-request",
                "GET /<70000> HTTP/1.1;Host: a                 | 414 | invalid-request",
                "GET /health HTTP/1.1;Host: a;X: <10300>       | 431 | invalid-request",
                "GET /health HTTP/1.1;Host: a;X: <70000>       | 431 | invalid-request",
                "POST /press HTTP/1.1;Host: a;Content-Length: 50000000   | 413 | body-too-large",
                "POST /press HTTP/1.1;Host: a;Content-Length: 5000000000 | 413 | body-too-large",
            })
    void request_rejected_isAProblem(String head, int status, String type) throws IOException {
        Answer answer = send(head);
        assertThat(answer.head()).contains(" " + status + " ").contains("content-type: application/problem+json");
        JsonObject problem = new JsonObject(answer.body());
        assertThat(problem.getString("type")).isEqualTo("urn:tally:problem:" + type);
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("detail")).isNotBlank().doesNotContain("vertx", "Error id");
    }

    /** A client that declares a body and does not send it would otherwise wait, and so would its next request. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /press HTTP/1.1;Host: a;Content-Length: 50000000",
                "POST /press HTTP/1.1;Host: a;Content-Length: 5;X: <10300>",
                "POST /<9000>?<9000> HTTP/1.1;Host: a;Transfer-Encoding: chunked",
                "POST /press HTTP/1.1;Content-Length: 5",
            })
    void request_rejectedBeforeItsBody_closesTheConnection(String head) throws IOException {
        try (Socket socket = connect()) {
            assertThat(exchange(socket, head).head()).contains("connection: close\n");
            assertThat(socket.getInputStream().read()).isEqualTo(-1);
        }
    }

    @Test
    void request_rejectedWithoutABody_keepsTheConnection() throws IOException {
        try (Socket socket = connect()) {
            assertThat(exchange(socket, "GET /health HTTP/1.1;Host: a;X: <10300>")
                            .head())
                    .contains(" 431 ")
                    .doesNotContain("connection:");
            assertThat(exchange(socket, "GET /health HTTP/1.1;Host: a").body()).isEqualTo("pressed");
        }
    }

    private record Answer(String head, String body) {}

    private Answer send(String head) throws IOException {
        try (Socket socket = connect()) {
            return exchange(socket, head);
        }
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.getPort());
        socket.setSoTimeout(10_000);
        return socket;
    }

    /** @param head lines with semicolons between them; {@code <9>} is a text of 9 characters */
    private static Answer exchange(Socket socket, String head) throws IOException {
        String request = LONG.matcher(head.strip().replace(";", "\r\n"))
                .replaceAll(length -> "a".repeat(Integer.parseInt(length.group(1))));
        socket.getOutputStream().write((request + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        StringBuilder lines = new StringBuilder();
        int length = 0;
        for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
            lines.append(line.toLowerCase(Locale.ROOT).replace("http/1", "HTTP/1"))
                    .append('\n');
            if (line.startsWith("content-length: ")) {
                length = Integer.parseInt(line.substring("content-length: ".length()));
            }
        }
        char[] body = new char[length];
        assertThat(in.read(body)).isEqualTo(length);
        return new Answer(lines.toString(), new String(body));
    }
}
