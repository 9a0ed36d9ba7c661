package dev.tally.localstack.front;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.localstack.FakeFunctions;
import dev.tally.localstack.gateway.ConnectionsApi;
import dev.tally.localstack.gateway.WebSocketApi;
import dev.tally.localstack.gateway.WebSocketLimits;
import dev.tally.localstack.lambda.DeployedFunctions;
import dev.tally.localstack.lambda.EventRetries;
import dev.tally.localstack.lambda.FunctionAlias;
import dev.tally.localstack.lambda.FunctionDeployment;
import dev.tally.localstack.lambda.FunctionName;
import dev.tally.localstack.lambda.FunctionVersions;
import dev.tally.localstack.lambda.InvocationResult;
import dev.tally.localstack.lambda.InvokeApi;
import dev.tally.localstack.lambda.LogType;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import io.vertx.core.net.SocketAddress;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Requests of web pages for the administration of the stack, by method and by header. */
class WebPageRequestsTest {

    private static final int FORBIDDEN = 403;
    private static final List<HttpMethod> METHODS = List.of(
            HttpMethod.GET, HttpMethod.HEAD, HttpMethod.POST, HttpMethod.PUT, HttpMethod.DELETE, HttpMethod.OPTIONS);
    private static final List<String> TOOLS = List.of(
            "/_local",
            "/_local/dead-letters",
            "/_local/dead-letters/redrive",
            "/_local/in-flight",
            "/_local/log",
            "/_local/log/",
            "/%5Flocal/dead-letters",
            "//_local/dead-letters",
            "/x/../_local/in-flight");

    private static final String INVOCATIONS = "/2015-03-31/functions/press/invocations";
    private static final String OTHER_ORIGIN = "https://evil.example";

    private final Vertx vertx = Vertx.vertx();
    private final FakeFunctions functions = FakeFunctions.returning("{\"statusCode\":200}");
    private final InvokeApi invokeApi = InvokeApi.serve(vertx, new OneFunction(functions), 0, EventRetries.AWS);
    private final ConnectionsApi connections = ConnectionsApi.serve(
            vertx,
            new WebSocketApi(
                    vertx,
                    functions,
                    StackSpec.load(ProjectRoot.above(Path.of(""))).webSocketApi(),
                    WebSocketLimits.AWS,
                    InstantSource.system()),
            0);
    private final int port = servePages();

    private int servePages() {
        Router router = Router.router(vertx);
        new ToolsApi().route(router);
        new MetricsPage().route(router);
        return join(vertx.createHttpServer().requestHandler(router).listen(0, "127.0.0.1"))
                .actualPort();
    }

    @AfterEach
    void close() {
        invokeApi.close();
        connections.close();
        join(vertx.close());
    }

    static Stream<Map<String, String>> ofWebPages() {
        return Stream.of(
                Map.of("Origin", OTHER_ORIGIN),
                Map.of("Origin", "null"),
                Map.of("Origin", "http://localhost:1"),
                Map.of("Origin", ""),
                Map.of("Sec-Fetch-Site", "cross-site"),
                Map.of("Sec-Fetch-Site", "same-site"),
                Map.of("Sec-Fetch-Site", "anything"),
                Map.of("Sec-Fetch-Site", "same-origin", "Origin", OTHER_ORIGIN));
    }

    @ParameterizedTest
    @MethodSource("ofWebPages")
    void everyMethod_otherOrigin_isForbidden(Map<String, String> headers) {
        for (HttpMethod method : METHODS) {
            for (String path : TOOLS) {
                assertThat(status(method, port, path, "localhost", headers))
                        .as(method + " " + path)
                        .isEqualTo(FORBIDDEN);
            }
            assertThat(status(method, invokeApi.port(), INVOCATIONS, "localhost", headers))
                    .as("%s at the Invoke API", method)
                    .isEqualTo(FORBIDDEN);
            assertThat(status(method, connectionsPort(), "/live/@connections/abc", "localhost", headers))
                    .as("%s at @connections", method)
                    .isEqualTo(FORBIDDEN);
        }
        assertThat(functions.events()).isEmpty();
    }

    @Test
    void everyMethod_otherHost_isForbidden() {
        for (String host :
                List.of("evil.example", "localhost.evil.example", "127.0.0.1.evil.example", "0.0.0.0", "10.0.0.1")) {
            for (HttpMethod method : METHODS) {
                for (String path : TOOLS) {
                    assertThat(status(method, port, path, host, Map.of()))
                            .as(method + " " + path + " at " + host)
                            .isEqualTo(FORBIDDEN);
                }
                assertThat(status(method, invokeApi.port(), INVOCATIONS, host, Map.of()))
                        .isEqualTo(FORBIDDEN);
            }
        }
        assertThat(functions.events()).isEmpty();
    }

    @Test
    void rejection_anyKind_saysWhatToDo() {
        assertThat(body(port, "/_local/in-flight", "localhost", Map.of("Origin", OTHER_ORIGIN)))
                .contains("web page of another origin", "curl");
        assertThat(body(port, "/_local/in-flight", "evil.example", Map.of()))
                .contains("by the name localhost", "not evil.example");
    }

    @Test
    void programs_localNames_areServed() {
        for (String host : List.of("localhost", "127.0.0.1", "[::1]")) {
            assertThat(status(HttpMethod.GET, port, "/_local/in-flight", host, Map.of()))
                    .as(host)
                    .isEqualTo(503);
            assertThat(status(HttpMethod.POST, invokeApi.port(), INVOCATIONS, host, Map.of()))
                    .as(host)
                    .isEqualTo(200);
        }
        assertThat(functions.events()).hasSize(3);
    }

    @Test
    void addressBarAndOwnPage_tools_areServed() {
        for (Map<String, String> headers : List.of(
                Map.of("Sec-Fetch-Site", "none"),
                Map.of("Sec-Fetch-Site", "same-origin"),
                Map.of("Sec-Fetch-Site", "same-origin", "Origin", "http://localhost:" + port))) {
            assertThat(status(HttpMethod.GET, port, "/_local/in-flight", "localhost", headers))
                    .as(headers.toString())
                    .isEqualTo(503);
        }
    }

    @Test
    void container_otherHost_reachesTheConnections() {
        assertThat(status(
                        HttpMethod.POST, connectionsPort(), "/live/@connections/abc", "host.docker.internal", Map.of()))
                .isEqualTo(410);
    }

    @Test
    void webPage_metricsAndTraces_areServed() {
        for (String path : List.of(MetricsPage.PATH, ToolsApi.TRACES)) {
            assertThat(status(HttpMethod.GET, port, path, "localhost", Map.of("Sec-Fetch-Site", "same-origin")))
                    .as(path)
                    .isEqualTo(200);
        }
    }

    private int connectionsPort() {
        return URI.create(connections.endpoint()).getPort();
    }

    private int status(HttpMethod method, int server, String path, String host, Map<String, String> headers) {
        return join(send(method, server, path, host, headers).map(HttpClientResponse::statusCode));
    }

    private String body(int server, String path, String host, Map<String, String> headers) {
        return join(send(HttpMethod.GET, server, path, host, headers).compose(HttpClientResponse::body))
                .toString();
    }

    private Future<HttpClientResponse> send(
            HttpMethod method, int server, String path, String host, Map<String, String> headers) {
        RequestOptions options = new RequestOptions()
                .setMethod(method)
                .setServer(SocketAddress.inetSocketAddress(server, "127.0.0.1"))
                .setHost(host)
                .setPort(server)
                .setURI(path);
        headers.forEach(options::putHeader);
        return vertx.createHttpClient()
                .request(options)
                .compose(request -> method.equals(HttpMethod.POST) ? request.send("{}") : request.send());
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(10, TimeUnit.SECONDS)
                .join();
    }

    /** A deployment of one function, {@code press}. */
    private record OneFunction(FakeFunctions functions) implements DeployedFunctions {

        @Override
        public CompletionStage<InvocationResult> invoke(String function, Buffer payload) {
            return functions.invoke(function, payload);
        }

        @Override
        public CompletionStage<InvocationResult> invoke(FunctionName function, Buffer payload, LogType logType) {
            return functions.invoke(function.name(), payload);
        }

        @Override
        public List<FunctionDeployment> deployments() {
            return List.of(new FunctionDeployment(
                    "press", Path.of("press.zip"), "handler", 128, Duration.ofSeconds(1), Map.of(), 1, 1, List.of()));
        }

        @Override
        public boolean has(FunctionName function) {
            return function.name().equals("press");
        }

        @Override
        public FunctionVersions versions(String function) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FunctionDeployment updateCode(String function, Buffer zip) {
            throw new UnsupportedOperationException();
        }

        @Override
        public FunctionDeployment publish(String function, String description) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void moveLive(String function, FunctionAlias alias) {
            throw new UnsupportedOperationException();
        }

        @Override
        public String arn(String function) {
            return function;
        }
    }
}
