package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.front.JdkClient;
import dev.tally.localstack.gateway.HttpAccess;
import dev.tally.localstack.gateway.VertxWebSockets;
import dev.tally.localstack.gateway.WebSocketLimits;
import dev.tally.localstack.lambda.Await;
import dev.tally.localstack.spec.Deployment;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.localstack.stack.RemoteStack;
import dev.tally.system.kit.StackProcess;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** The gateway in front of functions that run elsewhere. Here a whole local stack replaces the emulator. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteStackIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final StackSpec SPEC = StackSpec.load(ProjectRoot.above(Path.of("")));
    private static final Map<String, String> FUNCTIONS =
            Map.of("press", "press:live", "connections", "connections:live");

    private final Vertx vertx = Vertx.vertx();
    private final HttpClient client = HttpClient.newHttpClient();
    private final int connectionsPort = freePort();
    private final TestStack emulator = TestStack.start(
            TestOptions.DEFAULT.withVariable("TALLY_CONNECTIONS_ENDPOINT", connectionsEndpoint(connectionsPort)));
    private final RemoteStack stack = start(lambda(), connectionsPort);
    private final HttpServer http = serve(stack);

    @TempDir
    private Path directory;

    @BeforeAll
    void check() {
        assertThat(stack.apis().connections().endpoint()).isEqualTo(connectionsEndpoint(connectionsPort));
    }

    @AfterAll
    void stop() {
        Await.on("the end of the gateway", http.close());
        stack.close();
        emulator.close();
        Await.on("Vert.x", vertx.close());
    }

    @Test
    void press_throughTheInvokeApi_isCountedAndReachesTheViewer() throws Exception {
        JdkClient viewer = new JdkClient();
        WebSocket socket = client.newWebSocketBuilder()
                .buildAsync(URI.create("ws://127.0.0.1:" + http.actualPort() + "/ws?counters=remote"), viewer)
                .join();

        assertThat(send(http, "POST", "/v1/counters/remote/clicks").statusCode())
                .isEqualTo(202);

        await().atMost(SOON).until(() -> viewer.message().contains("\"counter\":\"remote\",\"count\":1"));
        assertThat(send(http, "GET", "/v1/counters/remote").body()).contains("\"count\":1");
        assertThat(stack.apis().connections().posted()).isPositive();
        assertThat(emulator.stack().apis().connections().posted()).isZero();
        socket.abort();
    }

    @Test
    void badRequest_throughTheInvokeApi_keepsItsStatus() throws Exception {
        assertThat(send(http, "GET", "/v1/counters/-").statusCode()).isEqualTo(400);
    }

    @Test
    void request_lambdaDoesNotAnswer_is500AndTheGatewayContinues() throws Exception {
        try (RemoteStack lost = start(URI.create("http://127.0.0.1:" + freePort()), 0)) {
            HttpServer server = serve(lost);
            assertThat(send(server, "POST", "/press").statusCode()).isEqualTo(500);
            assertThat(send(server, "POST", "/press").statusCode()).isEqualTo(500);
            Await.on("the end of the gateway", server.close());
        }
    }

    @Test
    void start_functionNotDeployed_namesIt() {
        Deployment half = new Deployment(Map.of("press", "tally-press"), Map.of());

        assertThatIllegalArgumentException()
                .isThrownBy(() -> RemoteStack.open(settings(0), half, lambda(), cloud(), vertx))
                .withMessageContaining("connections");
    }

    @Test
    void deployment_outputsOfTerraform_givesNamesWithTheirAlias() throws IOException {
        Path outputs = directory.resolve("outputs.json");
        Files.writeString(
                outputs,
                """
                {"function_names": {"sensitive": false, "type": ["object", {"press": "string"}], "value": {"press": "tally-press"}},
                 "function_alias": {"sensitive": false, "type": "string", "value": "live"},
                 "queue_urls": {"sensitive": false, "value": {"clicks": "http://localhost:4566/000000000000/clicks.fifo"}}}
                """);

        Deployment deployment = Deployment.read(outputs);

        assertThat(deployment.functions()).containsExactly(Map.entry("press", "tally-press:live"));
        assertThat(deployment.queueUrls()).containsOnlyKeys("clicks");
    }

    @Test
    void deployment_noFunctions_namesTheMissingOutput() throws IOException {
        Path outputs = directory.resolve("outputs.json");
        Files.writeString(outputs, "{}");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Deployment.read(outputs))
                .withMessageContaining("function_names");
    }

    /** The whole application, with the deployment in its settings. */
    @Test
    void run_deploymentOfAnEmulator_countsAPress() throws Exception {
        Path outputs = directory.resolve("outputs.json");
        Files.writeString(
                outputs,
                """
                {"function_names": {"value": {"press": "press", "connections": "connections"}}}
                """);
        Map<String, String> settings = new HashMap<>(StackProcess.freePorts());
        settings.put("AWS_ENDPOINT_URL", lambda().toString());
        settings.put("TALLY_DEPLOYMENT", outputs.toString());
        Process process = StackProcess.start(ProjectRoot.above(Path.of("")), settings, directory);
        try {
            await().atMost(Duration.ofSeconds(60))
                    .until(() -> StackProcess.output(directory).contains(StackProcess.READY) || !process.isAlive());
            assertThat(StackProcess.output(directory)).contains(StackProcess.READY);
            assertThat(StackProcess.stackFile(directory)).content().contains("lambda=" + lambda());
            assertThat(process.descendants()).as("functions in this process").isEmpty();
            URI press = URI.create("http://127.0.0.1:" + settings.get("TALLY_HTTP_PORT") + "/v1/counters/app/clicks");
            assertThat(send(press, "POST").statusCode()).isEqualTo(202);
            await().atMost(SOON).until(() -> emulator.counted("app") == 1);
        } finally {
            StackProcess.stop(process);
        }
    }

    private RemoteStack start(URI lambda, int port) {
        return RemoteStack.open(settings(port), new Deployment(FUNCTIONS, Map.of()), lambda, cloud(), vertx);
    }

    private static RemoteStack.Settings settings(int port) {
        return new RemoteStack.Settings(SPEC, "127.0.0.1", port, HttpAccess.OPEN, WebSocketLimits.AWS);
    }

    private Cloud cloud() {
        return emulator.stack().cloud();
    }

    private URI lambda() {
        return emulator.stack().lambdaEndpoint();
    }

    private HttpServer serve(RemoteStack behind) {
        return Await.on(
                "the gateway",
                vertx.createHttpServer(VertxWebSockets.options())
                        .requestHandler(new VertxWebSockets(
                                behind.apis().webSocket(), behind.apis().http()))
                        .listen(0, "127.0.0.1"));
    }

    private HttpResponse<String> send(HttpServer server, String method, String path)
            throws IOException, InterruptedException {
        return send(URI.create("http://127.0.0.1:" + server.actualPort() + path), method);
    }

    private HttpResponse<String> send(URI uri, String method) throws IOException, InterruptedException {
        return client.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static String connectionsEndpoint(int port) {
        return "http://127.0.0.1:" + port + "/" + SPEC.webSocketApi().stage();
    }

    private static int freePort() {
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return free.getLocalPort();
        } catch (IOException none) {
            throw new IllegalStateException(none);
        }
    }
}
