package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.front.JdkClient;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.runtime.token.TestIssuer;
import dev.tally.system.kit.StackProcess;
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
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local stack as {@code make run} starts it, in a separate process. */
class MainIT {

    private static final Path ROOT = ProjectRoot.above(Path.of(""));
    private static final String READY = "Tally is ready";
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern TIMES = Pattern.compile("\\d\\d:\\d\\d:\\d\\d\\.\\d{3}");

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    @TempDir
    private Path directory;

    @Test
    void run_ready_countsAPressAndLeavesNoProcessWhenTerminated() throws Exception {
        Map<String, String> ports = StackProcess.freePorts();
        Process process = start(ROOT, ports);
        try {
            await().atMost(SOON).until(() -> output().contains(READY) || !process.isAlive());
            assertThat(output()).contains(READY, "http://localhost:" + ports.get("TALLY_HTTP_PORT"));
            // A process that primes itself requests its first invocation after that, and the stack waits for the
            // request.
            await().atMost(SOON).untilAsserted(() -> assertThat(log().split("snapshot\\.primed", -1))
                    .hasSize(1 + 5));

            HttpResponse<String> pressed = call(ports, "POST", "/press");
            assertThat(pressed.statusCode()).isEqualTo(202);
            assertThat(pressed.headers().firstValue("RateLimit")).isPresent();
            await().atMost(SOON)
                    .until(() ->
                            call(ports, "GET", "/v1/counters/global").body().contains("\"count\":1"));

            assertThat(output()).contains("ws://localhost:" + ports.get("TALLY_HTTP_PORT") + "/ws");
            assertThat(answerToPing(ports, "")).isEqualTo("{\"type\":\"pong\"}");
            assertMetricsOfPresses(ports);
            assertLongAnswerIsCompressed(ports);

            List<ProcessHandle> children = process.descendants().toList();
            assertThat(children).hasSizeGreaterThanOrEqualTo(2);
            process.destroy();
            assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(StackProcess.stackFile(directory)).doesNotExist();
            // The guards of functions end a moment after the functions.
            await().atMost(SOON).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
        } finally {
            process.destroyForcibly();
        }
    }

    /** After one press, presses while a viewer is connected, and checks the metrics of all presses. */
    private void assertMetricsOfPresses(Map<String, String> ports) throws Exception {
        JdkClient viewer = new JdkClient();
        WebSocket socket = openSocket(ports, "", viewer).join();
        socket.sendText("{\"action\":\"subscribe\",\"counters\":[\"global\"]}", true)
                .join();
        for (int press = 0; press < 4; press++) {
            assertThat(call(ports, "POST", "/press").statusCode()).isEqualTo(202);
        }
        await().atMost(SOON).until(() -> viewer.message().contains("\"count\":5,"));

        await().atMost(SOON).untilAsserted(() -> {
            HttpResponse<String> metrics = call(ports, "GET", "/metrics");
            assertThat(metrics.headers().firstValue("Content-Type"))
                    .hasValue("text/plain; version=0.0.4; charset=utf-8");
            double counted = value(metrics, "clicks_counted_total", "aggregator");
            double dropped = value(metrics, "duplicates_dropped_total", "aggregator");
            assertThat(value(metrics, "clicks_accepted_total", "press")).isEqualTo(5);
            // On a busy machine an answer of the table may be lost. The clicks are then retried, and reported as
            // dropped.
            assertThat(counted).isLessThanOrEqualTo(5);
            assertThat(counted + dropped).isGreaterThanOrEqualTo(5);
            assertThat(value(metrics, "click_to_counted_seconds_count", "aggregator"))
                    .isEqualTo(counted);
            assertThat(value(metrics, "queue_delay_seconds_count", "aggregator"))
                    .isGreaterThanOrEqualTo(5);
            assertThat(value(metrics, "viewers", "fanout")).isEqualTo(1);
            assertThat(value(metrics, "counted_to_pushed_seconds_count", "fanout"))
                    .isPositive();
            assertThat(value(metrics, "pushes_total", "fanout")).isPositive();
        });
        assertThat(log())
                .containsPattern(
                        "INFO aggregator CountClicks clicks\\.counted shard=\\S+ clicks=\\d+ .* clickIds=[0-9a-f-]{36}")
                .doesNotContain("CloudWatchMetrics");
        assertThat(log().lines()).as("lines with one time").allMatch(line -> TIMES.split(line, -1).length == 2);
        assertThat(output()).as("the log").doesNotContain("INFO", "WARN");
        await().atMost(SOON).untilAsserted(() -> assertThat(
                        call(ports, "GET", "/traces?of=global").body())
                .contains("rollup", "publish total"));
    }

    /** Compression is not part of a route, so a package without it would pass other tests. */
    private static void assertLongAnswerIsCompressed(Map<String, String> ports) throws Exception {
        String ids = IntStream.range(0, 20).mapToObj(id -> "counter-" + id).collect(Collectors.joining(","));
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports.get("TALLY_HTTP_PORT") + "/v1/counters?ids=" + ids))
                .header("Accept-Encoding", "gzip")
                .build();
        assertThat(CLIENT.send(request, BodyHandlers.discarding()).headers().firstValue("Content-Encoding"))
                .hasValue("gzip");
    }

    /** Returns a metric of a function, 0 if it has not reported one. */
    private static double value(HttpResponse<String> metrics, String name, String function) {
        String start = "tally_" + name + "{function=\"" + function + "\"} ";
        return metrics.body()
                .lines()
                .filter(line -> line.startsWith(start))
                .mapToDouble(line -> Double.parseDouble(line.substring(start.length())))
                .sum();
    }

    @Test
    void run_withAnIssuer_bothApisRequireItsTokensAndNoProcessOutlivesAKill() throws Exception {
        Map<String, String> settings = new HashMap<>(StackProcess.freePorts());
        try (TestIssuer issuer = TestIssuer.start()) {
            settings.put("TALLY_JWT_ISSUER", issuer.url());
            settings.put("TALLY_JWT_AUDIENCE", "other," + TestIssuer.AUDIENCE);
            settings.put("TALLY_JWT_CONNECTS", "true");
            settings.put("TALLY_LOG_FORMAT", "json");
            // Two at once, and the next one a second later.
            settings.put("TALLY_WRITES_PER_SECOND", "1");
            settings.put("TALLY_WRITES_BURST", "2");
            settings.put("TALLY_CONNECTS_PER_SECOND", "1");
            settings.put("TALLY_CONNECTS_BURST", "2");
            Process process = start(ROOT, settings);
            try {
                await().atMost(SOON).until(() -> output().contains(READY) || !process.isAlive());
                List<ProcessHandle> children = process.descendants().toList();

                int accepted = assertWritesRequireTokens(settings, issuer);
                assertConnectingRequiresTokens(settings, issuer);
                // By now a rejected click would be counted if it were queued.
                assertCount(settings, accepted);
                assertThat(log())
                        .containsPattern("\\{\"time\":\"[^\"]+\",.*\"event\":\"clicks\\.counted\",.*\"clicks\":\\d");

                process.destroyForcibly();
                await().atMost(SOON).until(() -> children.stream().noneMatch(ProcessHandle::isAlive));
            } finally {
                process.destroyForcibly();
            }
        }
    }

    @Test
    void run_terminatedWhileItStarts_leavesNothing() throws Exception {
        Process process = start(ROOT, StackProcess.freePorts());
        try {
            await().pollInterval(Duration.ofMillis(10))
                    .atMost(SOON)
                    .until(() -> !unpacked().isEmpty() || !process.isAlive());
            process.destroy();
            assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isZero();
            assertThat(output()).isEmpty();
            assertThat(unpacked()).isEmpty();
            await().atMost(SOON).until(() -> functionsOfThisStack().isEmpty());
        } finally {
            process.destroyForcibly();
        }
    }

    /** Returns the directories of the unpacked functions. */
    private List<Path> unpacked() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.getFileName().toString().startsWith("tally-"))
                    .toList();
        }
    }

    /** Returns the processes of the unpacked functions, under any parent. */
    private List<ProcessHandle> functionsOfThisStack() {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(directory + "/tally-"))
                .toList();
    }

    @Test
    void run_tokensRequiredWithoutIssuer_namesTheSetting() throws Exception {
        Map<String, String> settings = new HashMap<>(StackProcess.freePorts());
        settings.put("TALLY_JWT_CONNECTS", "true");
        assertThat(failedStart(ROOT, settings)).contains("TALLY_JWT_ISSUER");
    }

    @Test
    void run_portTaken_namesThePortAndTheSetting() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            for (String setting : List.of(
                    "TALLY_HTTP_PORT",
                    "TALLY_LAMBDA_PORT",
                    "TALLY_CONNECTIONS_PORT",
                    "TALLY_SQS_PORT",
                    "TALLY_DYNAMODB_PORT")) {
                Map<String, String> ports = new HashMap<>(StackProcess.freePorts());
                ports.put(setting, String.valueOf(taken.getLocalPort()));
                assertThat(failedStart(ROOT, ports)).contains("port " + taken.getLocalPort(), setting);
            }
        }
    }

    @Test
    void run_packageMissing_namesTheFileAndTheBuildCommand() throws Exception {
        Files.createDirectories(directory.resolve("infra"));
        Files.copy(ROOT.resolve(StackSpec.FILE), directory.resolve(StackSpec.FILE));
        assertThat(failedStart(directory, StackProcess.freePorts())).contains("function.zip", "make build");
    }

    @Test
    void run_deploymentWithoutEndpoint_namesTheSetting() throws Exception {
        Map<String, String> settings = new HashMap<>(StackProcess.freePorts());
        settings.put("TALLY_DEPLOYMENT", "outputs.json");
        assertThat(failedStart(ROOT, settings)).contains("TALLY_DEPLOYMENT", "AWS_ENDPOINT_URL");
    }

    @Test
    void run_deploymentMissing_namesTheCommand() throws Exception {
        Map<String, String> settings = new HashMap<>(StackProcess.freePorts());
        settings.put("TALLY_DEPLOYMENT", "absent.json");
        settings.put("AWS_ENDPOINT_URL", "http://localhost:4566");
        assertThat(failedStart(ROOT, settings)).contains("absent.json", "terraform output -json");
    }

    @Test
    void run_outsideTheProject_namesTheProjectsDirectory() throws Exception {
        assertThat(failedStart(directory, StackProcess.freePorts()))
                .contains("infra/stack.yaml", "project's directory");
    }

    /** Returns the output of a start that must fail. */
    private String failedStart(Path root, Map<String, String> ports) throws Exception {
        Process process = start(root, ports);
        try {
            assertThat(process.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
            assertThat(process.exitValue()).isEqualTo(1);
            return output();
        } finally {
            process.destroyForcibly();
        }
    }

    private Process start(Path root, Map<String, String> ports) throws IOException {
        return StackProcess.start(root, ports, directory);
    }

    private String log() throws IOException {
        return StackProcess.log(directory);
    }

    private String output() throws IOException {
        return StackProcess.output(directory);
    }

    /** Presses with and without tokens, and above the limit of one client. Returns the number of accepted presses. */
    private static int assertWritesRequireTokens(Map<String, String> ports, TestIssuer issuer) throws Exception {
        assertThat(call(ports, "POST", "/press").statusCode()).isEqualTo(401);
        assertThat(press(ports, "nonsense").join()).isEqualTo(401);
        assertThat(call(ports, "GET", "/v1/counters/global").statusCode()).isEqualTo(200);
        String anna = issuer.token("anna");
        List<Integer> statuses = new ArrayList<>();
        await().atMost(SOON).until(() -> {
            statuses.addAll(atOnce(() -> press(ports, anna)));
            return statuses.contains(202) && statuses.contains(429);
        });
        assertThat(press(ports, issuer.token("ben")).join()).isEqualTo(202);
        assertThat(statuses).containsOnly(202, 429);
        int accepted = 1 + Collections.frequency(statuses, 202);
        int rejected = Collections.frequency(statuses, 429);
        await().atMost(SOON).untilAsserted(() -> {
            assertCount(ports, accepted);
            HttpResponse<String> metrics = call(ports, "GET", "/metrics");
            assertThat(value(metrics, "clicks_accepted_total", "press")).isEqualTo(accepted);
            assertThat(value(metrics, "writes_rejected_total", "press")).isEqualTo(rejected);
        });
        return accepted;
    }

    private static void assertCount(Map<String, String> ports, int count) throws Exception {
        assertThat(call(ports, "GET", "/v1/counters/global").body()).contains("\"count\":" + count + ",");
    }

    private static void assertConnectingRequiresTokens(Map<String, String> ports, TestIssuer issuer) {
        assertThat(connect(ports, "").join()).isEqualTo(401);
        assertThat(connect(ports, "?token=nonsense").join()).isEqualTo(401);
        String anna = "?token=" + issuer.token("anna");
        await().atMost(SOON).untilAsserted(() -> assertThat(atOnce(() -> connect(ports, anna)))
                .contains(101, 429));
        assertThat(answerToPing(ports, "?token=" + issuer.token("ben"))).isEqualTo("{\"type\":\"pong\"}");
    }

    /** Returns the statuses of more concurrent calls than the limit allows. */
    private static List<Integer> atOnce(Supplier<CompletableFuture<Integer>> call) {
        List<CompletableFuture<Integer>> calls = Stream.generate(call).limit(20).toList();
        return calls.stream().map(CompletableFuture::join).toList();
    }

    private static CompletableFuture<Integer> press(Map<String, String> ports, String token) {
        HttpRequest request = HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + ports.get("TALLY_HTTP_PORT") + "/press"))
                .header("Authorization", "Bearer " + token)
                .POST(BodyPublishers.noBody())
                .build();
        return CLIENT.sendAsync(request, BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    /** Returns the status of a handshake. */
    private static CompletableFuture<Integer> connect(Map<String, String> ports, String query) {
        return openSocket(ports, query, new JdkClient()).handle((socket, refused) -> {
            if (refused != null && refused.getCause() instanceof WebSocketHandshakeException handshake) {
                return handshake.getResponse().statusCode();
            }
            socket.abort();
            return 101;
        });
    }

    private static HttpResponse<String> call(Map<String, String> ports, String method, String path)
            throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + ports.get("TALLY_HTTP_PORT") + path);
        return CLIENT.send(
                HttpRequest.newBuilder(uri)
                        .method(method, BodyPublishers.noBody())
                        .build(),
                BodyHandlers.ofString());
    }

    private static String answerToPing(Map<String, String> ports, String query) {
        JdkClient client = new JdkClient();
        WebSocket socket = openSocket(ports, query, client).join();
        socket.sendText("{\"action\":\"ping\"}", true).join();
        return client.message();
    }

    private static CompletableFuture<WebSocket> openSocket(Map<String, String> ports, String query, JdkClient client) {
        return CLIENT.newWebSocketBuilder()
                .buildAsync(URI.create("ws://localhost:" + ports.get("TALLY_HTTP_PORT") + "/ws" + query), client);
    }
}
