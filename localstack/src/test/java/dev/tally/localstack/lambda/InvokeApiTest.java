package dev.tally.localstack.lambda;

import static dev.tally.localstack.lambda.TestFunctions.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InvokeApiTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final EventRetries AT_ONCE = new EventRetries(
            List.of(Duration.ofMillis(1), Duration.ofMillis(1)), Duration.ofMillis(1), Duration.ofMillis(1), TIMEOUT);

    private final FlakyFunction functions = new FlakyFunction(TestFunctions.of(
            "press",
            Path.of("press.zip"),
            TIMEOUT,
            Map.of("TALLY_TABLE", "counters", "AWS_SECRET_ACCESS_KEY", "local"),
            1,
            1));
    private final InvokeApi api = InvokeApi.serve(VERTX, functions, 0, AT_ONCE);
    private final HttpClient client = HttpClient.newHttpClient();

    @AfterEach
    void close() {
        api.close();
    }

    @AfterAll
    static void closeVertx() {
        Await.on("closing Vert.x", VERTX.close());
    }

    @Test
    void serve_portTaken_namesPortAndSetting() {
        assertThatThrownBy(() ->
                        InvokeApi.serve(VERTX, functions, api.port(), AT_ONCE).close())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("port " + api.port())
                .hasMessageContaining("TALLY_LAMBDA_PORT");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "press",
                "press:$LATEST",
                "123456789012:function:press",
                "arn:aws:lambda:eu-central-1:123456789012:function:press",
                "arn:aws:lambda:us-gov-west-1:123456789012:function:press:$LATEST"
            })
    void invoke_everyFormOfTheName_answers(String name) throws Exception {
        HttpResponse<String> response = invoke(name, "{\"a\":1}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).isEqualTo("{\"a\":1}");
        assertThat(response.headers().firstValue("X-Amz-Executed-Version")).hasValue("$LATEST");
        assertThat(response.headers().firstValue("X-Amz-Function-Error")).isEmpty();
        assertThat(response.headers().firstValue("X-Amz-Log-Result")).isEmpty();
    }

    @Test
    void invoke_tail_answersTheLogInBase64() throws Exception {
        HttpResponse<String> response = invoke("press", "1", "X-Amz-Log-Type", "Tail");

        String log = response.headers().firstValue("X-Amz-Log-Result").orElseThrow();
        assertThat(new String(Base64.getDecoder().decode(log), StandardCharsets.UTF_8))
                .isEqualTo("the log");
    }

    @Test
    void invoke_noPayload_isAnEmptyEvent() throws Exception {
        assertThat(invoke("press", "").body()).isEqualTo("{}");
    }

    @Test
    void invoke_functionFails_answers200WithTheError() throws Exception {
        functions.failNext(1);

        HttpResponse<String> response = invoke("press", "{}");

        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("X-Amz-Function-Error")).hasValue("Unhandled");
    }

    @Test
    void invoke_dryRun_answers204WithoutInvoking() throws Exception {
        HttpResponse<String> response = invoke("press", "{}", "X-Amz-Invocation-Type", "DryRun");

        assertThat(response.statusCode()).isEqualTo(204);
        assertThat(functions.invocations()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "1, 2", "2, 3", "5, 3"})
    void invoke_event_isTriedUpToThreeTimes(int failures, int attempts) throws Exception {
        functions.failNext(failures);

        HttpResponse<String> response = invoke("press", "{}", "X-Amz-Invocation-Type", "Event");

        assertThat(response.statusCode()).isEqualTo(202);
        await().atMost(TIMEOUT).until(() -> functions.invocations() == attempts);
        await().during(Duration.ofMillis(50)).until(() -> functions.invocations() == attempts);
    }

    @ParameterizedTest
    @ValueSource(strings = {"absent", "press:v1", "press?Qualifier=3"})
    void invoke_unknownFunctionOrVersion_isNotFound(String name) throws Exception {
        assertError(invoke(name, "{}"), 404, "ResourceNotFoundException", "Function not found: arn:aws:lambda:");
    }

    @ParameterizedTest
    @ValueSource(strings = {"{", "hello", "{} {}", " "})
    void invoke_payloadIsNoJson_isInvalidContent(String payload) throws Exception {
        assertError(invoke("press", payload), 400, "InvalidRequestContentException", "into json");
    }

    @Test
    void invoke_badName_isInvalid() throws Exception {
        assertError(invoke("a b", "{}"), 400, "InvalidParameterValueException", "functionName");
    }

    @Test
    void invoke_badHeader_isInvalid() throws Exception {
        assertError(
                invoke("press", "{}", "X-Amz-Invocation-Type", "Later"),
                400,
                "InvalidParameterValueException",
                "RequestResponse, Event or DryRun");
    }

    @ParameterizedTest
    @CsvSource({"RequestResponse, 6291456, 200", "Event, 1048576, 202"})
    void invoke_payloadOverTheLimit_isTooLarge(String type, int limit, int statusAtTheLimit) throws Exception {
        String largest = '"' + "x".repeat(limit - 2) + '"';

        HttpResponse<String> accepted = invoke("press", largest, "X-Amz-Invocation-Type", type);
        HttpResponse<String> rejected = invoke("press", largest + " ", "X-Amz-Invocation-Type", type);

        assertThat(accepted.statusCode()).isEqualTo(statusAtTheLimit);
        assertError(rejected, 413, "RequestTooLargeException", "smaller than " + limit + " bytes");
    }

    @Test
    void invoke_throttled_isTooManyRequests() throws Exception {
        functions.throttle();

        HttpResponse<String> rejected = invoke("press", "{}");

        assertError(rejected, 429, "TooManyRequestsException", "Rate Exceeded");
        assertThat(new JsonObject(rejected.body()).getString("Reason")).isEqualTo("ConcurrentInvocationLimitExceeded");
    }

    @Test
    void list_functions_returnsTheirSettings() throws Exception {
        HttpResponse<String> response = client.send(
                HttpRequest.newBuilder(uri("/2015-03-31/functions/")).build(), BodyHandlers.ofString());

        JsonObject function =
                new JsonObject(response.body()).getJsonArray("Functions").getJsonObject(0);
        assertThat(function.getString("FunctionName")).isEqualTo("press");
        assertThat(function.getString("FunctionArn")).isEqualTo(functions.arn("press"));
        assertThat(function.getInteger("MemorySize")).isEqualTo(256);
        assertThat(function.getInteger("Timeout")).isEqualTo(30);
    }

    @ParameterizedTest
    @CsvSource({"press:live, 1", "press?Qualifier=live, 1", "press?Qualifier=1, 1", "press:1, 1"})
    void invoke_qualifier_runsItsVersion(String name, String version) throws Exception {
        assertThat(invoke(name, "{}").headers().firstValue("X-Amz-Executed-Version"))
                .hasValue(version);
    }

    @Test
    void updateCode_publish_addsAVersionThatIsNotLive() throws Exception {
        HttpResponse<String> updated =
                send("PUT", "press/code", "{\"DryRun\":false,\"ZipFile\":\"UEsFBg==\",\"Publish\":true}");

        assertThat(updated.statusCode()).isEqualTo(200);
        assertThat(new JsonObject(updated.body()).getString("Version")).isEqualTo("2");
        assertThat(new JsonObject(updated.body()).getString("FunctionArn")).endsWith(":function:press:2");
        assertThat(new JsonObject(send("GET", "press/aliases/live", "").body()).getString("FunctionVersion"))
                .isEqualTo("1");
    }

    @Test
    void publishVersion_description_isListed() throws Exception {
        send("PUT", "press/code", "{\"ZipFile\":\"UEsFBg==\"}");

        HttpResponse<String> published = send("POST", "press/versions", "{\"Description\":\"Deployment b\"}");

        assertThat(published.statusCode()).isEqualTo(201);
        JsonArray versions = new JsonObject(send("GET", "press/versions", "").body()).getJsonArray("Versions");
        assertThat(versions)
                .extracting(version -> ((JsonObject) version).getString("Version") + " "
                        + ((JsonObject) version).getString("Description"))
                .containsExactly("$LATEST ", "1 ", "2 Deployment b");
    }

    @Test
    void updateAlias_weightThenVersion_keepsWhatItDoesNotName() throws Exception {
        send("PUT", "press/code", "{\"ZipFile\":\"UEsFBg==\",\"Publish\":true}");

        JsonObject shared = new JsonObject(
                send("PUT", "press/aliases/live", "{\"RoutingConfig\":{\"AdditionalVersionWeights\":{\"2\":0.5}}}")
                        .body());
        JsonObject moved = new JsonObject(send(
                        "PUT",
                        "press/aliases/live",
                        "{\"FunctionVersion\":\"2\",\"RoutingConfig\":{\"AdditionalVersionWeights\":{}}}")
                .body());

        assertThat(shared.getString("FunctionVersion")).isEqualTo("1");
        assertThat(shared.getJsonObject("RoutingConfig")
                        .getJsonObject("AdditionalVersionWeights")
                        .getDouble("2"))
                .isEqualTo(0.5);
        assertThat(moved.getString("FunctionVersion")).isEqualTo("2");
        assertThat(moved.containsKey("RoutingConfig")).isFalse();
        assertThat(new JsonObject(send("GET", "press/configuration?Qualifier=live", "")
                                .body())
                        .getString("Version"))
                .isEqualTo("2");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PUT | press/aliases/live | {\"FunctionVersion\":\"7\"} | 404 | ResourceNotFoundException | function:press:7",
                "PUT | press/aliases/live | {\"FunctionVersion\":\"$LATEST\"} | 400 | InvalidParameterValueException | FunctionVersion",
                "PUT | press/aliases/live | {\"RoutingConfig\":{\"AdditionalVersionWeights\":{\"1\":0.5}}} | 400 | InvalidParameterValueException | AdditionalVersionWeights",
                "PUT | press/aliases/live | {\"RoutingConfig\":{\"AdditionalVersionWeights\":{\"1\":1.5}}} | 400 | InvalidParameterValueException | from 0.0 to 1.0",
                "PUT | press/aliases/live | { | 400 | InvalidRequestContentException | into json",
                "GET | press/aliases/blue | '' | 404 | ResourceNotFoundException | Cannot find alias arn",
                "GET | absent/versions | '' | 404 | ResourceNotFoundException | Function not found",
                "GET | press/configuration?Qualifier=7 | '' | 404 | ResourceNotFoundException | function:press:7",
                "PUT | press/code | {\"S3Bucket\":\"b\"} | 400 | InvalidParameterValueException | ZipFile",
                "PUT | press/code | {\"ZipFile\":\"!\"} | 400 | InvalidRequestContentException | into json",
                "GET | press/policy | '' | 404 | UnknownOperationException | no path"
            })
    void versions_wrongRequest_isRejectedAsByLambda(
            String method, String path, String body, int status, String type, String message) throws Exception {
        assertError(send(method, path, body), status, type, message);
    }

    @Test
    void configuration_reservedVariables_areNotReturned() throws Exception {
        JsonObject variables = new JsonObject(
                        send("GET", "press/configuration", "").body())
                .getJsonObject("Environment")
                .getJsonObject("Variables");

        assertThat(variables.fieldNames()).containsExactly("TALLY_TABLE");
    }

    private HttpResponse<String> send(String method, String path, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri("/2015-03-31/functions/" + path));
        return client.send(request.method(method, BodyPublishers.ofString(body)).build(), BodyHandlers.ofString());
    }

    @Test
    void unknownPath_isNotFound() throws Exception {
        HttpResponse<String> response =
                client.send(HttpRequest.newBuilder(uri("/2015-03-31/layers")).build(), BodyHandlers.ofString());

        assertThat(response.statusCode()).isEqualTo(404);
    }

    private static void assertError(HttpResponse<String> response, int status, String type, String message) {
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(response.headers().firstValue("x-amzn-ErrorType")).hasValue(type);
        JsonObject body = new JsonObject(response.body());
        assertThat(body.getString("Type")).isEqualTo("User");
        assertThat(body.getString("Message")).contains(message);
    }

    /** @param name the function's name, optionally with a query */
    private HttpResponse<String> invoke(String name, String payload, String... headers)
            throws IOException, InterruptedException {
        String[] parts = name.split("\\?", 2);
        String path = URLEncoder.encode(parts[0], StandardCharsets.UTF_8).replace("+", "%20");
        String query = parts.length == 2 ? "?" + parts[1] : "";
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        uri("/2015-03-31/functions/" + path + "/invocations" + query))
                .POST(BodyPublishers.ofString(payload));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + api.port() + path);
    }
}
