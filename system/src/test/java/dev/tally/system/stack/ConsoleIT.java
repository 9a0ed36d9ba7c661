package dev.tally.system.stack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.front.JdkClient;
import dev.tally.localstack.spec.ProjectRoot;
import dev.tally.runtime.token.TestIssuer;
import dev.tally.system.kit.PseudoTerminal;
import dev.tally.system.kit.StackProcess;
import java.io.BufferedReader;
import java.io.IOException;
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
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The local stack in a terminal, as {@code make run} starts it. */
@Tag("slow")
class ConsoleIT {

    private static final Duration SOON = Duration.ofSeconds(60);
    private static final Pattern LIVE_LINE =
            Pattern.compile("\r\u001b\\[K(?:no clicks yet|\\S+ -?[\\d,]+ \\| [\\d,.]+ clicks/s) \\| [\\d,]+ viewers?"
                    + "(?: \\| p95 \\d+ ms to screen)?(?: \\| [\\d,]+ dead letters?)?");

    private static final String LAST_WORDS = "\r\u001b[KStopping. A second Ctrl-C ends Tally at once.\n";

    private final HttpClient client = HttpClient.newHttpClient();
    private final Map<String, String> settings = new HashMap<>();

    @TempDir
    private Path directory;

    @Test
    void controlC_viewerAndClicksInFlight_liveLineFollowsAndTheTerminalIsClean() throws Exception {
        try (PseudoTerminal terminal = start(Map.of())) {
            awaitOutput(terminal, "no clicks yet | 0 viewers | 0 dead letters");
            assertBannerAndStackFile(terminal);

            JdkClient viewer = new JdkClient();
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create(address("websocket") + "?counters=likes"), viewer)
                    .join();
            awaitOutput(terminal, "no clicks yet | 1 viewer |");
            assertThat(press("likes").join().statusCode()).isEqualTo(202);
            awaitOutput(terminal, "likes 1 | ");
            assertThat(press("likes").join().statusCode()).isEqualTo(202);
            awaitOutput(terminal, "likes 2 | ");
            awaitOutput(terminal, " ms to screen | 0 dead letters");

            List<CompletableFuture<HttpResponse<String>>> inFlight =
                    Stream.generate(() -> press("likes")).limit(50).toList();
            String before = beforeLastLine(terminal);
            terminal.type(PseudoTerminal.CONTROL_C);

            assertThat(terminal.exit(SOON)).isZero();
            inFlight.forEach(click -> click.handle((answer, failure) -> answer).join());
            socket.abort();
            assertEndedClean(terminal, before);
        }
    }

    @Test
    void terminate_viewer_endsCleanAndDeletesTheStackFile() throws Exception {
        try (PseudoTerminal terminal = start(Map.of())) {
            awaitOutput(terminal, "no clicks yet");
            WebSocket socket = client.newWebSocketBuilder()
                    .buildAsync(URI.create(address("websocket") + "?counters=likes"), new JdkClient())
                    .join();

            String before = beforeLastLine(terminal);
            terminal.command().destroy();

            assertThat(terminal.exit(SOON)).isZero();
            socket.abort();
            assertEndedClean(terminal, before);
        }
    }

    @Test
    void controlC_whileItStarts_endsWithoutAWord() throws Exception {
        try (PseudoTerminal terminal = start(Map.of())) {
            await().atMost(SOON)
                    .until(() -> directory.resolve("stack.log").toFile().exists());
            terminal.type(PseudoTerminal.CONTROL_C);

            assertThat(terminal.exit(SOON)).isZero();
            assertThat(terminal.output()).isEqualTo("^C");
        }
    }

    @Test
    void log1_terminal_showsTheLogInPlaceOfTheLiveLine() throws Exception {
        try (PseudoTerminal terminal = start(Map.of("LOG", "1"))) {
            awaitOutput(terminal, StackProcess.READY);
            assertThat(press("likes").join().statusCode()).isEqualTo(202);
            await().atMost(SOON).until(() -> Pattern.compile(
                            "\n\\d\\d:\\d\\d:\\d\\d\\.\\d{3} INFO aggregator CountClicks clicks.counted shard=likes#")
                    .matcher(terminal.output())
                    .find());
            assertThat(StackProcess.log(directory)).contains("clicks.counted shard=likes#");

            terminal.type(PseudoTerminal.CONTROL_C);

            assertThat(terminal.exit(SOON)).isZero();
            assertThat(terminal.output()).doesNotContain("\u001b[K", "no clicks yet", "\tat ");
        }
    }

    @Test
    void dumbTerminal_showsOnlyTheBanner() throws Exception {
        try (PseudoTerminal terminal = start(Map.of("TERM", "dumb"))) {
            awaitOutput(terminal, "All addresses: ");
            assertThat(press("likes").join().statusCode()).isEqualTo(202);
            await().atMost(SOON).until(() -> StackProcess.log(directory).contains("clicks.counted shard=likes#"));

            terminal.command().destroy();

            assertThat(terminal.exit(SOON)).isZero();
            assertThat(terminal.output()).doesNotContain("\r", "\u001b", "clicks/s", "INFO");
        }
    }

    @Test
    void errors_ofStackAndFunction_areEachOneLineWithTheLog() throws Exception {
        String token;
        Map<String, String> environment = new HashMap<>();
        // An issuer that no longer answers.
        try (TestIssuer issuer = TestIssuer.start()) {
            token = issuer.token("anna");
            environment.put("TALLY_JWT_ISSUER", issuer.url());
            environment.put("TALLY_JWT_AUDIENCE", TestIssuer.AUDIENCE);
            environment.put("TALLY_JWT_CONNECTS", "true");
        }
        try (PseudoTerminal terminal = start(environment)) {
            awaitOutput(terminal, "no clicks yet");

            press("likes", "Authorization", "Bearer " + token).join();
            client.newWebSocketBuilder()
                    .buildAsync(URI.create(address("websocket") + "?token=" + token), new JdkClient())
                    .handle((socket, refused) -> refused)
                    .join();

            String log = Pattern.quote(" (see " + settings.get("TALLY_LOG_FILE") + ")") + "\n\r";
            for (String event : List.of("JwtAuthorizer http", "connections ConnectGuard connect")) {
                Pattern line = Pattern.compile("\r\u001b\\[KERROR " + event + "\\.keys-unavailable [^\n]+" + log);
                await().atMost(SOON)
                        .untilAsserted(() -> assertThat(terminal.output()).containsPattern(line));
            }
            assertThat(terminal.output()).doesNotContain("\tat ");
        }
    }

    @Test
    void logOtherThan1_isRejected() throws Exception {
        try (PseudoTerminal terminal = start(Map.of("LOG", "yes"))) {
            assertThat(terminal.exit(SOON)).isEqualTo(1);
            assertThat(terminal.output())
                    .isEqualTo("tally: LOG must be 1, which shows the log in the terminal, or unset, not 'yes'\n");
        }
    }

    private PseudoTerminal start(Map<String, String> environment) throws IOException {
        settings.putAll(StackProcess.freePorts());
        settings.putAll(StackProcess.files(directory));
        settings.put("LOG", "");
        settings.putAll(environment);
        return PseudoTerminal.start(
                ProjectRoot.above(Path.of("")),
                settings,
                StackProcess.command(directory).toArray(String[]::new));
    }

    private void assertBannerAndStackFile(PseudoTerminal terminal) throws IOException {
        String url = "http://localhost:" + settings.get("TALLY_HTTP_PORT");
        assertThat(address("url")).isEqualTo(url);
        assertThat(address("pid")).isEqualTo(String.valueOf(terminal.command().pid()));
        assertThat(address("lambda")).endsWith(":" + settings.get("TALLY_LAMBDA_PORT"));
        assertThat(address("sqs")).endsWith(":" + settings.get("TALLY_SQS_PORT"));
        assertThat(address("dynamodb")).endsWith(":" + settings.get("TALLY_DYNAMODB_PORT"));
        assertThat(address("connections")).contains(":" + settings.get("TALLY_CONNECTIONS_PORT") + "/");
        assertThat(address("log")).isEqualTo(settings.get("TALLY_LOG_FILE"));
        assertThat(terminal.output())
                .contains(
                        "curl -XPOST " + url + "/press",
                        address("websocket"),
                        settings.get("TALLY_LOG_FILE"),
                        "All addresses: " + settings.get("TALLY_STACK_FILE"));
    }

    /** Checks that only live lines follow the stop, and that the last of them was removed. */
    private void assertEndedClean(PseudoTerminal terminal, String outputBefore) {
        assertThat(StackProcess.stackFile(directory)).doesNotExist();
        String output = terminal.output();
        assertThat(output).startsWith(outputBefore).endsWith(LAST_WORDS).doesNotContain("\tat ");
        String sinceStop = output.substring(outputBefore.length(), output.length() - LAST_WORDS.length());
        assertThat(LIVE_LINE.matcher(sinceStop).replaceAll("")).isIn("", "^C");
    }

    private static String beforeLastLine(PseudoTerminal terminal) {
        String output = terminal.output();
        return output.substring(0, output.lastIndexOf('\r'));
    }

    private void awaitOutput(PseudoTerminal terminal, String text) {
        await().atMost(SOON).untilAsserted(() -> assertThat(terminal.output()).contains(text));
    }

    private CompletableFuture<HttpResponse<String>> press(String counter, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(
                        "http://localhost:" + settings.get("TALLY_HTTP_PORT") + "/v1/counters/" + counter + "/clicks"))
                .POST(BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.sendAsync(request.build(), BodyHandlers.ofString());
    }

    private String address(String key) throws IOException {
        Properties file = new Properties();
        try (BufferedReader text = Files.newBufferedReader(StackProcess.stackFile(directory))) {
            file.load(text);
        }
        return file.getProperty(key, "");
    }
}
