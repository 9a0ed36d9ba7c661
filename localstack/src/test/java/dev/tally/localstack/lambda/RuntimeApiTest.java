package dev.tally.localstack.lambda;

import static dev.tally.localstack.lambda.TestFunctions.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RuntimeApiTest {

    private static final Vertx VERTX = Vertx.vertx();

    private final FunctionDeployment function = TestFunctions.one("press", Path.of("press.zip"));
    private final Workload workload = new Workload(VERTX, function, LambdaSettings.defaults(), timedOut -> {});
    private final CompletableFuture<Buffer> initError = new CompletableFuture<>();
    private final RuntimeApi api = new RuntimeApi(VERTX, new Accepting());
    private final int port = Await.on("the Runtime API", api.listen());
    private final HttpClient client = HttpClient.newHttpClient();
    private final CompletableFuture<InvocationResult> answer = new CompletableFuture<>();

    @AfterEach
    void close() {
        Await.on("closing the Runtime API", api.close());
    }

    @AfterAll
    static void closeVertx() {
        Await.on("closing Vert.x", VERTX.close());
    }

    @Test
    void next_invocation_hasItsHeadersAndPayload() throws Exception {
        long before = System.currentTimeMillis();

        HttpResponse<String> next = next();

        assertThat(next.statusCode()).isEqualTo(200);
        assertThat(next.body()).isEqualTo("[1]");
        assertThat(header(next, "Lambda-Runtime-Aws-Request-Id")).isEqualTo("id-1");
        assertThat(header(next, "Lambda-Runtime-Invoked-Function-Arn"))
                .isEqualTo("arn:aws:lambda:eu-central-1:000000000000:function:press");
        assertThat(Long.parseLong(header(next, "Lambda-Runtime-Deadline-Ms")))
                .isGreaterThanOrEqualTo(before + TIMEOUT.toMillis());
        assertThat(header(next, "Lambda-Runtime-Trace-Id"))
                .matches("Root=1-[0-9a-f]{8}-[0-9a-f]{24};Parent=[0-9a-f]{16};Sampled=1");
    }

    @Test
    void response_ofARunningInvocation_isAcceptedOnce() throws Exception {
        next();

        assertThat(post("invocation/id-1/response", "\"done\"").statusCode()).isEqualTo(202);
        assertThat(post("invocation/id-1/response", "\"done\"").statusCode()).isEqualTo(400);
        assertThat(answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS).payload()).hasToString("\"done\"");
    }

    @Test
    void error_ofARunningInvocation_isAnUnhandledFunctionError() throws Exception {
        next();

        assertThat(post("invocation/id-1/error", "{\"errorType\":\"E\"}").statusCode())
                .isEqualTo(202);
        InvocationResult failed = answer.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        assertThat(failed.functionError()).isEqualTo("Unhandled");
        assertThat(failed.payload()).hasToString("{\"errorType\":\"E\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"invocation/other/response", "invocation/other/error", "invocation//response"})
    void answer_unknownRequest_isInvalid(String path) throws Exception {
        HttpResponse<String> response = post(path, "{}");

        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(response.body()).contains("InvalidRequestID");
    }

    @Test
    void restoreNext_afterPriming_continuesAtOnce() throws Exception {
        assertThat(get("restore/next").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"init/error", "restore/error"})
    void initError_isAcceptedAndReportedUnchanged(String path) throws Exception {
        assertThat(post(path, "{\"errorType\":\"E\"}").statusCode()).isEqualTo(202);
        assertThat(initError.get(TIMEOUT.toSeconds(), TimeUnit.SECONDS)).hasToString("{\"errorType\":\"E\"}");
    }

    @ParameterizedTest
    @ValueSource(strings = {"invocation/id-1", "invocation/response", "exit", "invocation/next"})
    void post_unknownPath_isNotFound(String path) throws Exception {
        assertThat(post(path, "{}").statusCode()).isEqualTo(404);
    }

    private HttpResponse<String> next() throws Exception {
        return get("invocation/next");
    }

    private HttpResponse<String> get(String path) throws Exception {
        return client.send(HttpRequest.newBuilder(uri(path)).build(), BodyHandlers.ofString());
    }

    private HttpResponse<String> post(String path, String body) throws Exception {
        return client.send(
                HttpRequest.newBuilder(uri(path))
                        .POST(BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + "/2018-06-01/runtime/" + path);
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElseThrow();
    }

    /** A listener that answers each request with the same invocation. */
    private final class Accepting implements RuntimeApi.Listener {

        @Override
        public void asked(NextRequest request) {
            workload.ask(request);
            workload.give(new Invocation(
                    "id-1",
                    function,
                    LambdaSettings.defaults().arn("press"),
                    Buffer.buffer("[1]"),
                    LogType.NONE,
                    answer));
        }

        @Override
        public RuntimeApi.Reply responded(String requestId, Buffer response) {
            return workload.respond(requestId, response);
        }

        @Override
        public RuntimeApi.Reply failed(String requestId, Buffer error) {
            return workload.fail(requestId, error);
        }

        @Override
        public void failedToInitialize(Buffer error) {
            initError.complete(error);
        }
    }
}
