package dev.tally.localstack.lambda;

import static dev.tally.localstack.lambda.TestFunctions.TIMEOUT;
import static dev.tally.localstack.lambda.TestFunctions.event;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;

/** Real functions through the real Invoke API. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RemoteFunctionsTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Map<String, String> NAMES = Map.of("press", "tally-press:$LATEST", "gone", "tally-gone");

    private final LambdaHost host =
            new LambdaHost(VERTX, LambdaSettings.defaults().withInitTimeout(TIMEOUT));
    private final InvokeApi api = InvokeApi.serve(VERTX, host, 0, EventRetries.AWS);
    private RemoteFunctions functions = open(URI.create("http://127.0.0.1:" + api.port()), TIMEOUT);

    @BeforeAll
    void deploy(@TempDir Path directory) throws IOException {
        host.deploy(
                TestFunctions.of("tally-press", TestFunctions.zip(directory), Duration.ofSeconds(2), Map.of(), 1, 4));
        host.prewarm("tally-press").toCompletableFuture().join();
    }

    @AfterEach
    void closeClient() {
        functions.close();
        functions = open(URI.create("http://127.0.0.1:" + api.port()), TIMEOUT);
    }

    @AfterAll
    void close() {
        functions.close();
        api.close();
        host.close();
        Await.on("closing Vert.x", VERTX.close());
    }

    @Test
    void invoke_function_returnsItsAnswer() throws Exception {
        InvocationResult result = invoke("press", "echo über");

        assertThat(result.payload()).hasToString("\"über\"");
        assertThat(result.functionError()).isNull();
        assertThat(result.requestId()).isNotEmpty();
    }

    @Test
    void invoke_functionThatThrows_returnsItsError() throws Exception {
        InvocationResult result = invoke("press", "throw no");

        assertThat(result.functionError()).isEqualTo("Unhandled");
        assertThat(result.payload().toString()).contains("IllegalArgumentException");
    }

    @Test
    void invoke_functionThatTimesOut_returnsItsError() throws Exception {
        InvocationResult result = invoke("press", "sleep 60000");

        assertThat(result.functionError()).isEqualTo("Unhandled");
        assertThat(result.payload().toString()).contains("Task timed out after 2.00 seconds");
    }

    @Test
    void invoke_noAnswer_failsWithATimeout() {
        functions.close();
        functions = open(URI.create("http://127.0.0.1:" + api.port()), Duration.ofMillis(200));

        assertThatThrownBy(() -> invoke("press", "sleep 1500"))
                .hasCauseInstanceOf(TimeoutException.class)
                .hasMessageContaining("tally-press");
    }

    @Test
    void invoke_unknownName_listsTheKnownNames() {
        assertThatThrownBy(() -> invoke("fanout", "echo 1"))
                .hasCauseInstanceOf(NoSuchFunctionException.class)
                .hasMessageContaining("press");
    }

    @Test
    void invoke_functionThatIsNotDeployed_namesIt() {
        assertThatThrownBy(() -> invoke("gone", "echo 1"))
                .hasCauseInstanceOf(NoSuchFunctionException.class)
                .hasMessageContaining("tally-gone");
    }

    @Test
    void invoke_throttledFunction_isThrottledOnce() {
        FlakyFunction busy = new FlakyFunction(TestFunctions.one("tally-press", Path.of("press.zip")));
        busy.throttle();
        try (InvokeApi throttling = InvokeApi.serve(VERTX, busy, 0, EventRetries.AWS);
                RemoteFunctions remote = open(URI.create("http://127.0.0.1:" + throttling.port()), TIMEOUT)) {
            assertThatThrownBy(() -> remote.invoke("press", event("echo 1"))
                            .toCompletableFuture()
                            .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS))
                    .hasCauseInstanceOf(ThrottledException.class);
        }
    }

    @Test
    void invoke_unreachableEndpoint_namesIt() throws Exception {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        functions.close();
        functions = open(URI.create("http://127.0.0.1:" + port), TIMEOUT);

        assertThatThrownBy(() -> invoke("press", "echo 1"))
                .hasCauseInstanceOf(IllegalStateException.class)
                .hasMessageContaining("Lambda cannot be reached at http://127.0.0.1:" + port);
    }

    private InvocationResult invoke(String function, String command) throws Exception {
        return functions
                .invoke(function, event(command))
                .toCompletableFuture()
                .get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
    }

    private static RemoteFunctions open(URI endpoint, Duration timeout) {
        return RemoteFunctions.open(
                endpoint, "eu-central-1", AwsBasicCredentials.create("local", "local"), NAMES, timeout);
    }
}
