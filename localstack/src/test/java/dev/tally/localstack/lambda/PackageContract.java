package dev.tally.localstack.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.cloud.Cloud;
import dev.tally.localstack.cloud.EmbeddedCloud;
import dev.tally.localstack.gateway.HttpAccess;
import dev.tally.localstack.gateway.VertxWebSockets;
import dev.tally.localstack.gateway.WebSocketLimits;
import dev.tally.localstack.spec.StackSpec;
import dev.tally.localstack.stack.StackOptions;
import dev.tally.localstack.stack.TallyStack;
import dev.tally.runtime.token.TestIssuer;
import dev.tally.runtime.trace.SpanData;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.UpgradeRejectedException;
import io.vertx.core.http.WebSocket;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The behaviour of the functions' packages of one kind, with all their AWS calls against a local stack. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class PackageContract {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final String REGION = "eu-central-1";

    /** The start of the random bits in the text of a UUIDv7, after time and version. */
    private static final int RANDOM_BITS = 15;

    private final Deque<AutoCloseable> open = new ArrayDeque<>();
    private TallyStack stack;
    private Vertx vertx;
    private TestIssuer issuer;
    private int port;

    /** Returns a specification with the packages of this kind. */
    abstract StackSpec choose(StackSpec spec);

    /** Returns the settings of the host that runs the packages. */
    LambdaSettings settings() {
        return LambdaSettings.defaults();
    }

    /** Skips the tests if there are no packages of this kind. */
    void assumePackages(StackSpec spec) {}

    @BeforeAll
    void start() throws IOException {
        StackSpec spec = choose(StackSpec.load(SpecifiedFunctions.ROOT));
        assumePackages(spec);
        issuer = closing(TestIssuer.start());
        vertx = Vertx.vertx();
        open.push(() -> join(vertx.close()));
        Cloud cloud = closing(EmbeddedCloud.start(EmbeddedCloud.Ports.FREE, REGION));
        Map<String, String> environment =
                Map.of("TALLY_JWT_ISSUER", issuer.url(), "TALLY_JWT_AUDIENCE", TestIssuer.AUDIENCE);
        stack = closing(TallyStack.start(
                new StackOptions(
                        SpecifiedFunctions.ROOT,
                        spec,
                        "1",
                        "1",
                        0,
                        0,
                        HttpAccess.OPEN,
                        WebSocketLimits.AWS,
                        1,
                        1,
                        environment,
                        settings(),
                        null),
                cloud,
                vertx));
        HttpServer server = join(vertx.createHttpServer(VertxWebSockets.options())
                .requestHandler(new VertxWebSockets(
                        stack.apis().webSocket(),
                        other -> other.response().setStatusCode(404).end()))
                .listen(0, "127.0.0.1"));
        port = server.actualPort();
    }

    @AfterAll
    void stop() throws Exception {
        while (!open.isEmpty()) {
            open.pop().close();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.tally.localstack.lambda.SpecifiedFunctions#withAnEventAndItsAnswer")
    void invoke_everyFunction_answers(String name, String event, String expected) {
        assertThat(invoke(name, event)).contains(expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "press       | null                | the event is null",
                "aggregator  | null                | the event has no Records",
                "connections | {\"subscription\":{}} | connection",
                "rollup      | null                | the event has no Records",
                "fanout      | {\"slice\":{}}        | minutes",
            })
    void invoke_malformedEvent_answersWithAMessage(String name, String event, String message) {
        JsonObject error = new JsonObject(invoke(name, event));
        assertThat(error.getString("errorType")).isEqualTo("java.lang.IllegalArgumentException");
        assertThat(error.getString("errorMessage")).contains(message);
    }

    @Test
    void press_counterOnAScreen_isTracedCountedAndPushed() {
        List<JsonObject> frames = new CopyOnWriteArrayList<>();
        WebSocket screen = connect("?token=" + issuer.token("viewer"));
        screen.textMessageHandler(text -> frames.add(new JsonObject(text)));
        join(screen.writeTextMessage("{\"action\":\"subscribe\",\"counters\":[\"seen\"]}"));
        await().atMost(TIMEOUT).until(() -> !frames.isEmpty());

        awaitNextSecond();
        String clickId = press("seen");

        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(frames)
                .extracting(frame -> frame.getLong("count"))
                .contains(1L));
        await().atMost(TIMEOUT).untilAsserted(() -> assertThat(stack.traces().with(clickId))
                .singleElement()
                .asInstanceOf(InstanceOfAssertFactories.list(SpanData.class))
                .extracting(SpanData::service)
                .startsWith("press", "aggregator", "rollup", "fanout"));
    }

    @Test
    void connect_noToken_isRejected() {
        assertThatThrownBy(() -> connect(""))
                .rootCause()
                .isInstanceOfSatisfying(UpgradeRejectedException.class, rejected -> assertThat(rejected.getStatus())
                        .isEqualTo(401));
    }

    @Test
    void press_anotherProcess_makesOtherRandomNumbers() {
        String before = press("random");
        CompletionStage<Void> killed = stack.lambda().kill("press");
        join(Future.fromCompletionStage(killed));
        assertThat(press("random").substring(RANDOM_BITS)).isNotEqualTo(before.substring(RANDOM_BITS));
    }

    /** Waits for a second without a press, because Lambda traces the first press of each second. */
    private static void awaitNextSecond() {
        await().pollDelay(Duration.ofSeconds(1)).until(() -> true);
    }

    /** Returns the click id of a press. */
    private String press(String counter) {
        JsonObject answer = new JsonObject(invoke("press", pressOf(counter)));
        assertThat(answer.getInteger("statusCode")).as(answer.encode()).isEqualTo(202);
        return new JsonObject(answer.getString("body")).getString("clickId");
    }

    private static String pressOf(String counter) {
        try {
            return Files.readString(SpecifiedFunctions.ROOT.resolve("functions/press/events/press.json"))
                    .replace("\"/press\"", "\"/v1/counters/" + counter + "/clicks\"");
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private String invoke(String function, String event) {
        return join(Future.fromCompletionStage(stack.lambda().invoke(function, Buffer.buffer(event))))
                .payload()
                .toString();
    }

    private WebSocket connect(String query) {
        return join(vertx.createWebSocketClient().connect(port, "127.0.0.1", "/ws" + query));
    }

    private <T extends AutoCloseable> T closing(T resource) {
        open.push(resource);
        return resource;
    }

    private static <T> T join(Future<T> future) {
        return future.toCompletionStage()
                .toCompletableFuture()
                .orTimeout(TIMEOUT.toSeconds(), TimeUnit.SECONDS)
                .join();
    }
}
