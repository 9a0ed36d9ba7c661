package dev.tally.localstack.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.EventFixtures;
import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.lambda.InvocationResult;
import dev.tally.localstack.lambda.ThrottledException;
import dev.tally.localstack.spec.StackSpec;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * API Gateway's rules for an HTTP API with a Lambda integration.
 *
 * @see <a href="https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html">
 *     AWS Lambda proxy integrations for HTTP APIs</a>
 */
class HttpApiTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private static final Instant NOW = Instant.parse("2020-03-12T19:03:58Z");
    private static final StackSpec.HttpApi SETTINGS = new StackSpec.HttpApi(
            "press",
            200,
            List.of("GET /v1/counters/{counter}/vote"),
            new StackSpec.Cors(List.of("GET", "POST"), List.of("content-type"), List.of("retry-after"), 600));

    private final FakeFunctions functions = FakeFunctions.returning("{\"statusCode\":204}");
    private final HttpServer server = listen();

    @AfterEach
    void closeServer() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }

    @AfterAll
    static void closeVertx() {
        VERTX.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void event_ofARequest_isPayloadFormat2() throws Exception {
        send(request("/v1/counters/global/clicks?parameter1=value1&parameter1=value2&parameter2=a%20value")
                .header("Cookie", "cookie1=one; cookie2=two")
                .header("Accept", "text/html")
                .header("Accept", "application/json")
                .header("User-Agent", "agent")
                .header("Content-Type", "application/json")
                .header("X-Amzn-Trace-Id", "Root=1-5e6722a7-cc56f3a0db7ae02d4da47e11")
                .POST(BodyPublishers.ofString("{\"delta\":1}")));

        assertThat(normalized(event())).isEqualTo(EventFixtures.event("http-post.json"));
    }

    @Test
    void preflight_isAnsweredWithoutTheFunction() throws Exception {
        HttpResponse<String> answer = send(request("/v1/counters/global/clicks")
                .header("Origin", "https://example.org")
                .header("Access-Control-Request-Method", "POST")
                .method("OPTIONS", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(204);
        assertThat(answer.headers().firstValue("access-control-allow-origin")).contains("*");
        assertThat(answer.headers().firstValue("access-control-allow-methods")).contains("GET,POST");
        assertThat(answer.headers().firstValue("access-control-allow-headers")).contains("content-type");
        assertThat(answer.headers().firstValue("access-control-max-age")).contains("600");
        assertThat(functions.events()).isEmpty();
    }

    @Test
    void answer_toAPageOfAnotherOrigin_replacesTheFunctionsCorsHeaders() throws Exception {
        functions.nowDo(event -> CompletableFuture.completedFuture(FakeFunctions.success(
                "{\"statusCode\":200,\"headers\":{\"access-control-allow-origin\":\"https://evil.example\"}}")));

        HttpResponse<String> answer =
                send(request("/health").header("Origin", "https://example.org").GET());

        assertThat(answer.headers().allValues("access-control-allow-origin")).containsExactly("*");
        assertThat(answer.headers().firstValue("access-control-expose-headers")).contains("retry-after");
    }

    /** Clients with a wrong clock make their ids by this date. */
    @Test
    void answer_any_hasTheDate() throws Exception {
        assertThat(send(request("/health").GET()).headers().firstValue("date"))
                .contains("Thu, 12 Mar 2020 19:03:58 GMT");
    }

    @Test
    void answer_toItsOwnOrigin_hasNoCorsHeaders() throws Exception {
        assertThat(send(request("/health").GET()).headers().map()).doesNotContainKey("access-control-allow-origin");
    }

    @Test
    void event_withoutQueryCookiesAndBody_leavesThemOut() throws Exception {
        send(request("/health").GET());

        assertThat(event().fieldNames()).doesNotContain("queryStringParameters", "cookies", "body");
        assertThat(event().getString("rawQueryString")).isEmpty();
        assertThat(event().getBoolean("isBase64Encoded")).isFalse();
    }

    @Test
    void event_encodedPath_isDecodedAndTheQueryIsNot() throws Exception {
        send(request("/v1/a%20b+c?x=%C3%A9+1").GET());

        assertThat(event().getString("rawPath")).isEqualTo("/v1/a b+c");
        assertThat(event().getString("rawQueryString")).isEqualTo("x=%C3%A9+1");
        assertThat(event().getJsonObject("queryStringParameters").getString("x"))
                .isEqualTo("\u00e9 1");
    }

    @Test
    void event_requestThroughAProxy_appendsTheNearestAddress() throws Exception {
        send(request("/").header("X-Forwarded-For", "203.0.113.7").GET());

        assertThat(event().getJsonObject("headers").getString("x-forwarded-for"))
                .isEqualTo("203.0.113.7, 127.0.0.1");
    }

    @Test
    void event_withoutATrace_startsOne() throws Exception {
        send(request("/").GET());

        assertThat(event().getJsonObject("headers").getString("x-amzn-trace-id"))
                .matches("Root=1-5e6a879e-[0-9a-f]{24}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/json; charset=utf-8",
                "APPLICATION/JSON",
                "application/xml",
                "application/javascript"
            })
    void event_textBody_isText(String contentType) throws Exception {
        send(request("/").header("Content-Type", contentType).POST(BodyPublishers.ofString("gr\u00fcn")));

        assertThat(event().getString("body")).isEqualTo("gr\u00fcn");
        assertThat(event().getBoolean("isBase64Encoded")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"application/octet-stream", "application/x-www-form-urlencoded", "image/png"})
    void event_otherBody_isBase64(String contentType) throws Exception {
        send(request("/").header("Content-Type", contentType).POST(BodyPublishers.ofByteArray(new byte[] {-1, 0, 1})));

        assertThat(Base64.getDecoder().decode(event().getString("body"))).containsExactly(-1, 0, 1);
        assertThat(event().getBoolean("isBase64Encoded")).isTrue();
    }

    @Test
    void event_bodyWithoutAType_isBase64() throws Exception {
        send(request("/").POST(BodyPublishers.ofString("{}")));

        assertThat(event().getBoolean("isBase64Encoded")).isTrue();
    }

    @Test
    void answer_ofFormat2_isForwarded() throws Exception {
        answer(
                """
                {"statusCode":201,"headers":{"Content-Type":"text/x","X-Number":7},"cookies":["a=1","b=2; Secure"],
                 "body":"gr\u00fcn","isBase64Encoded":false}""");

        HttpResponse<String> response = send(request("/").GET());

        assertThat(response.statusCode()).isEqualTo(201);
        assertThat(response.body()).isEqualTo("gr\u00fcn");
        assertThat(response.headers().firstValue("content-type")).hasValue("text/x");
        assertThat(response.headers().firstValue("x-number")).hasValue("7");
        assertThat(response.headers().allValues("set-cookie")).containsExactly("a=1", "b=2; Secure");
    }

    @Test
    void answer_base64_isDecoded() throws Exception {
        answer("{\"statusCode\":200,\"body\":\"/wAB\",\"isBase64Encoded\":true}");

        HttpResponse<byte[]> response = CLIENT.send(request("/").GET().build(), BodyHandlers.ofByteArray());

        assertThat(response.body()).containsExactly(-1, 0, 1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"message\":\"Hello\"} | {\"message\":\"Hello\"}",
                "\"Hello from Lambda!\"   | Hello from Lambda!",
                "[1]                      | [1]"
            })
    void answer_withoutStatusCode_isTheBodyOfASuccess(String returned, String body) throws Exception {
        answer(returned);

        HttpResponse<String> response = send(request("/").GET());

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo(body);
        assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "no JSON",
                "{\"statusCode\":\"often\"}",
                "{\"statusCode\":99}",
                "{\"statusCode\":200,\"body\":{}}",
                "{\"statusCode\":200,\"headers\":{\"a\":[1]}}",
                "{\"statusCode\":200,\"headers\":{\"a\":\"1\\r\\nb: 2\"}}",
                "{\"statusCode\":200,\"body\":\"%\",\"isBase64Encoded\":true}"
            })
    void answer_malformed_isAnInternalServerError(String returned) throws Exception {
        answer(returned);

        assertFault(send(request("/").GET()), 500, "Internal Server Error");
    }

    @Test
    void answer_toHead_hasNoBodyButItsLength() throws Exception {
        answer("{\"statusCode\":200,\"body\":\"12345\"}");

        HttpResponse<String> response = send(request("/").method("HEAD", BodyPublishers.noBody()));

        assertThat(response.body()).isEmpty();
        assertThat(response.headers().firstValue("content-length")).hasValue("5");
    }

    @Test
    void answer_any_carriesTheRequestIdOfTheEvent() throws Exception {
        HttpResponse<String> response = send(request("/").GET());

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(response.headers().firstValue("apigw-requestid"))
                .hasValue(event().getJsonObject("requestContext").getString("requestId"));
    }

    @Test
    void functionError_anyRequest_isAnInternalServerError() throws Exception {
        functions.nowDo(event -> CompletableFuture.completedFuture(FakeFunctions.failure()));

        assertFault(send(request("/").GET()), 500, "Internal Server Error");
    }

    @Test
    void throttled_anyRequest_isUnavailable() throws Exception {
        functions.nowDo(event -> CompletableFuture.failedFuture(new ThrottledException("press")));

        assertFault(send(request("/").GET()), 503, "Service Unavailable");
    }

    @Test
    void noAnswerInTime_anyRequest_isUnavailable() throws Exception {
        CompletableFuture<InvocationResult> late = new CompletableFuture<>();
        functions.nowDo(event -> late);

        assertFault(send(request("/").GET()), 503, "Service Unavailable");
        late.complete(FakeFunctions.success("{}"));
    }

    @Test
    void body_above10Megabytes_isTooLarge() throws Exception {
        assertProblem(
                send(request("/").POST(BodyPublishers.ofByteArray(new byte[10 * 1024 * 1024 + 1]))),
                413,
                "body-too-large");
        assertThat(functions.events()).isEmpty();
    }

    @Test
    void body_thatMakesAnEventAbove6Megabytes_isTooLarge() throws Exception {
        assertProblem(
                send(request("/").POST(BodyPublishers.ofByteArray(new byte[5 * 1024 * 1024]))), 413, "body-too-large");
        assertThat(functions.events()).isEmpty();
    }

    @Test
    void head_above10240Bytes_isRejected() throws Exception {
        String value = "a".repeat(5000);
        send(request("/").header("X-A", value).header("X-B", value).GET());
        assertThat(functions.events()).hasSize(1);

        assertProblem(
                send(request("/")
                        .header("X-A", value)
                        .header("X-B", value)
                        .header("X-C", value)
                        .GET()),
                431,
                "invalid-request");
        assertProblem(
                send(request("/?" + "a".repeat(3900) + "/" + value)
                        .header("X-A", value)
                        .GET()),
                431,
                "invalid-request");
        assertThat(functions.events()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/?ids=%zz", "/a%", "/?%", "/%e"})
    void event_brokenEscape_reachesTheFunctionAsItIs(String path) throws Exception {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.actualPort())) {
            String raw = "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(raw.getBytes(StandardCharsets.US_ASCII));
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII))
                    .startsWith("HTTP/1.1 204");
        }
        String[] parts = path.split("\\?", -1);
        assertThat(event().getString("rawPath")).isEqualTo(parts[0]);
        assertThat(event().getString("rawQueryString")).isEqualTo(parts.length > 1 ? parts[1] : "");
    }

    @Test
    void event_parametersInTwoCases_areKeptApart() throws Exception {
        send(request("/?ids=a&IDS=b&ids=c").GET());

        assertThat(event().getJsonObject("queryStringParameters")).isEqualTo(JsonObject.of("ids", "a,c", "IDS", "b"));
    }

    private HttpServer listen() {
        // Above the API's own limit.
        HttpServerOptions options =
                new HttpServerOptions().setMaxHeaderSize(100_000).setMaxInitialLineLength(100_000);
        HttpApi api = new HttpApi(VERTX, functions, SETTINGS, HttpAccess.OPEN, InstantSource.fixed(NOW));
        return VERTX.createHttpServer(options)
                .requestHandler(api)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://localhost:" + server.actualPort() + path));
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private void answer(String json) {
        functions.nowDo(event -> CompletableFuture.completedFuture(FakeFunctions.success(json)));
    }

    private JsonObject event() {
        List<JsonObject> events = functions.events();
        assertThat(events).hasSize(1);
        return events.get(0);
    }

    /** Returns the event with placeholders for the values that differ from run to run. */
    private JsonObject normalized(JsonObject event) {
        String port = Integer.toString(server.actualPort());
        event.getJsonObject("requestContext").put("requestId", "ID");
        event.getJsonObject("headers")
                .put("host", event.getJsonObject("headers").getString("host").replace(port, "PORT"));
        event.getJsonObject("headers")
                .put(
                        "x-forwarded-port",
                        event.getJsonObject("headers")
                                .getString("x-forwarded-port")
                                .replace(port, "PORT"));
        return event;
    }

    private static void assertProblem(HttpResponse<String> response, int status, String type) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("content-type")).contains("application/problem+json");
        JsonObject problem = new JsonObject(response.body());
        assertThat(problem.getString("type")).isEqualTo("urn:tally:problem:" + type);
        assertThat(problem.getInteger("status")).isEqualTo(status);
        assertThat(problem.getString("detail")).isNotBlank();
        assertThat(problem.getString("message")).isNotBlank();
        assertThat(response.headers().firstValue("apigw-requestid")).isPresent();
    }

    private static void assertFault(HttpResponse<String> response, int status, String message) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(new JsonObject(response.body())).isEqualTo(JsonObject.of("message", message));
        assertThat(response.headers().firstValue("apigw-requestid")).isPresent();
    }
}
