package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.front.JdkClient;
import dev.tally.system.kit.StackProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Unusual requests to the stack that {@code make run} starts, through its gateway and its function. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class HttpEdgesIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int READ_BURST = 100;

    private final Map<String, String> settings = new HashMap<>();

    @TempDir
    private static Path directory = Path.of("");

    private @Nullable Process process;

    @BeforeAll
    void start() throws Exception {
        settings.putAll(StackProcess.freePorts());
        settings.put("TALLY_READS_PER_SECOND", "1");
        settings.put("TALLY_READS_BURST", String.valueOf(READ_BURST));
        process = StackProcess.startReady(settings, directory);
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (process != null) {
            StackProcess.stop(process);
        }
    }

    /** The rows have a request, headers, a body, the status, and a text of the answer. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "OPTIONS /press            | | | 200 | allow: OPTIONS, POST",
                "OPTIONS /v1/posts         | | | 200 | allow: GET, HEAD, OPTIONS, POST",
                "OPTIONS /nothing          | | | 404 | problem:not-found",
                "DELETE /press             | | | 405 | allow: OPTIONS, POST",
                "HEAD /v1/counters/likes   | | | 200 | etag: W/",
                "GET /health               | If-None-Match: * | | 304 | etag: W/",
                "GET /v1/counters/likes    | If-Match: \"x\"  | | 412 | problem:precondition-failed",
                "GET /v1/counters/likes/   | | | 404 | problem:not-found",
                "POST /press/              | | | 404 | problem:not-found",
                "GET /v1/counters?ids=a,b&ids=c | | | 200 | \"counter\":\"c\"",
                "GET /v1/counters?IDS=a    | | | 400 | problem:invalid-query",
                "GET /v1/posts?limit=5&limit=6 | | | 400 | problem:invalid-query",
                "GET /v1/counters?ids=%zz  | | | 400 | problem:invalid-request",
                "GET /v1/counters/a%       | | | 400 | problem:invalid-request",
                "GET /health               | Host: b | | 400 | problem:invalid-request",
                "POST /press | Content-Type: application/json | {\"delta\":1}{\"delta\":2} | 400 | problem:invalid-json",
                "POST /press | Content-Type: application/json | {\"delta\":NaN}      | 400 | problem:invalid-json",
                "POST /press | Content-Type: application/json | {\"delta\":1.0}      | 202 | \"delta\":1,",
                "POST /press | Content-Type: application/json;Content-Encoding: gzip | {} | 415 | problem:unsupported",
                "POST /press | Content-Type:                  |                      | 202 | \"delta\":1,",
                "POST /v1/posts | Content-Type: application/json | {\"title\":\"\\u200b\\u200b\",\"content\":\"Ten characters.\"} | 400 | \"field\":\"title\"",
                "GET /v1/counters/likes/badge.svg?label=%3Cb%3E | | | 200 | &lt;b&gt;",
                "GET /v1/counters/likes/badge.svg | | | 200 | x-content-type-options: nosniff",
                "PUT /v1/counters/like~edge/vote | Content-Type: application/json;Tally-Voter: voter-0123456789 | {\"value\":1} | 202 | \"value\":1,",
                "PUT /v1/counters/like~edge/vote | Content-Type: application/json | {\"value\":1} | 400 | problem:invalid-voter",
                "PUT /v1/counters/like~edge/vote | Content-Type: application/json;Tally-Voter: voter-0123456789;Tally-Voter: voter-1123456789 | {\"value\":1} | 400 | has a comma in it",
                "PUT /v1/counters/love~edge/vote | Content-Type: application/json;Tally-Voter: voter-0123456789 | {\"value\":1} | 400 | problem:wrong-kind",
                "DELETE /v1/counters/like~edge/vote | Tally-Voter: voter-0123456789 | | 202 | \"value\":0,",
                "GET /v1/counters/like~edge/vote | Tally-Voter: voter-0123456789 | | 200 | cache-control: private, no-store",
                "HEAD /v1/votes?ids=like~edge | Tally-Voter: voter-0123456789 | | 200 | etag: W/",
                "POST /v1/counters/like~edge/vote | | | 405 | allow: DELETE, GET, HEAD, OPTIONS, PUT",
                "POST /v1/counters/like~edge/clicks | | | 400 | problem:wrong-kind",
                "OPTIONS /v1/votes | | | 200 | allow: GET, HEAD, OPTIONS",
                "OPTIONS /v1/counters/like~a/vote | Origin: https://a.example;Access-Control-Request-Method: DELETE | | 204 | access-control-allow-methods: DELETE,GET,HEAD,POST,PUT",
                "OPTIONS /v1/counters/likes | Origin: https://a.example;Access-Control-Request-Method: GET | | 204 | access-control-allow-headers: content-type,idempotency-key,if-none-match,prefer,tally-voter",
            })
    void request_unusual_isAnsweredAsDocumented(
            String request, @Nullable String headers, @Nullable String body, int status, String text)
            throws IOException {
        String answer = send(request, headers, body);
        assertThat(answer).startsWith("HTTP/1.1 " + status + " ").contains(text);
        assertThat(answer).doesNotContain("Jackson", "fasterxml", "Feature", "vertx", "stack\"");
        if (status >= 400) {
            assertThat(answer).contains("content-type: application/problem+json", "\"detail\":\"");
        }
    }

    @Test
    void read_strongFormOfItsTag_isNotModified() throws IOException {
        String answer = send("GET /v1/counters/likes", null, null);
        String tag = answer.replaceFirst("(?s).*etag: W/(\"[0-9a-f]+\").*", "$1");
        assertThat(send("GET /v1/counters/likes", "If-None-Match: " + tag, null))
                .startsWith("HTTP/1.1 304 ");
    }

    @Test
    void body_declaredAndTooLarge_isRejectedAndClosesTheConnection() throws IOException {
        try (Socket socket = connect()) {
            String answer = exchange(socket, "POST /press HTTP/1.1\r\nHost: a\r\nContent-Length: 50000000\r\n\r\n");
            assertThat(answer).startsWith("HTTP/1.1 413 ").contains("connection: close", "problem:body-too-large");
        }
    }

    @Test
    void connect_repeatedCounters_subscribesToAll() {
        JdkClient client = new JdkClient();
        WebSocket socket = HttpClient.newHttpClient()
                .newWebSocketBuilder()
                .buildAsync(
                        URI.create("ws://127.0.0.1:" + settings.get("TALLY_HTTP_PORT") + "/ws?counters=a&counters=b"),
                        client)
                .join();
        assertThat(client.message() + client.message()).contains("\"counter\":\"a\"", "\"counter\":\"b\"");
        socket.abort();
    }

    /** Last, because it leaves no reads to the other tests. The read has a query, because a cache answers it else. */
    @Test
    @Order(Integer.MAX_VALUE)
    void read_aboveTheLimitOfOneClient_isRejected() {
        await().atMost(SOON).pollInterval(Duration.ofMillis(1)).until(() -> send(
                        "GET /v1/counters?ids=likes", null, null)
                .matches("(?s)HTTP/1.1 429 .*retry-after: \\d.*problem:too-many-reads.*"));
    }

    private String send(String request, @Nullable String headers, @Nullable String body) throws IOException {
        StringBuilder text = new StringBuilder(request + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n");
        if (headers != null) {
            text.append(headers.replace(";", "\r\n")).append("\r\n");
        }
        if (body != null) {
            text.append("Content-Length: ").append(body.length()).append("\r\n");
        }
        try (Socket socket = connect()) {
            return exchange(socket, text + "\r\n" + (body == null ? "" : body));
        }
    }

    private Socket connect() throws IOException {
        int port = Integer.parseInt(settings.getOrDefault("TALLY_HTTP_PORT", ""));
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(30_000);
        return socket;
    }

    /** Returns everything that the stack sends until it closes the connection, with the names of headers in lower case. */
    private static String exchange(Socket socket, String request) throws IOException {
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        StringBuilder lower = new StringBuilder();
        for (String line : answer.split("\r\n", -1)) {
            int colon = line.indexOf(": ");
            String name = colon < 0 ? "" : line.substring(0, colon);
            boolean isHeader = name.matches("[A-Za-z-]+");
            lower.append(isHeader ? name.toLowerCase(Locale.ROOT) + line.substring(colon) : line)
                    .append('\n');
        }
        return lower.toString();
    }
}
