package dev.tally.localstack.lambda;

import static dev.tally.localstack.lambda.TestFunctions.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AsyncInvocationsTest {

    private static final Vertx VERTX = Vertx.vertx();
    private static final Logger LOG = Logger.getLogger(AsyncInvocations.class.getName());

    private final FlakyFunction functions = new FlakyFunction(TestFunctions.one("press", Path.of("press.zip")));
    private final Queue<String> logged = new ConcurrentLinkedQueue<>();
    private final Handler handler = new Handler() {

        @Override
        public void publish(LogRecord line) {
            logged.add(line.getLevel() + " " + String.format(Locale.ROOT, line.getMessage(), line.getParameters()));
        }

        @Override
        public void flush() {}

        @Override
        public void close() {}
    };

    @BeforeEach
    void listen() {
        LOG.addHandler(handler);
    }

    @AfterEach
    void stopListening() {
        LOG.removeHandler(handler);
    }

    @AfterAll
    static void closeVertx() {
        Await.on("closing Vert.x", VERTX.close());
    }

    @Test
    void submit_failsForGood_logsAnError() {
        functions.failNext(2);
        AsyncInvocations events = new AsyncInvocations(VERTX, functions, retries(TIMEOUT, Duration.ofMillis(1)));

        events.submit(FunctionName.live("press"), Buffer.buffer("[1]"));

        await().atMost(TIMEOUT).until(() -> !logged.isEmpty());
        assertThat(logged).singleElement().asString().startsWith("ERROR event.lost function=press payloadBytes=3");
        events.close();
    }

    @Test
    void submit_throttled_isRetriedAndKeepsItsRetries() {
        functions.throttleNext(3);
        functions.failNext(1);
        AsyncInvocations events = new AsyncInvocations(VERTX, functions, retries(TIMEOUT, Duration.ofMillis(1)));

        events.submit(FunctionName.live("press"), Buffer.buffer("[1]"));

        await().atMost(TIMEOUT).until(() -> functions.invocations() == 2 || !logged.isEmpty());
        assertThat(logged).isEmpty();
        events.close();
    }

    @Test
    void submit_throttledForTooLong_logsAnError() {
        functions.throttle();
        AsyncInvocations events = new AsyncInvocations(VERTX, functions, retries(Duration.ofMillis(10)));

        events.submit(FunctionName.live("press"), Buffer.buffer("[1]"));

        await().atMost(TIMEOUT).until(() -> !logged.isEmpty());
        assertThat(logged).singleElement().asString().contains("event.lost", "ThrottledException");
        // Retried after 1, 2 and 4 ms; another 4 ms would exceed 10 ms.
        assertThat(functions.throttled()).isEqualTo(4);
        events.close();
    }

    @Test
    void pauseAfter_awsRetries_doublesUpToFiveMinutes() {
        assertThat(EventRetries.AWS.pauseAfter(Duration.ofSeconds(1))).hasSeconds(2);
        assertThat(EventRetries.AWS.pauseAfter(Duration.ofSeconds(256))).hasMinutes(5);
    }

    @Test
    void close_eventWaitsForItsRetry_logsItsLoss() {
        functions.failNext(1);
        AsyncInvocations events =
                new AsyncInvocations(VERTX, functions, retries(Duration.ofHours(1), Duration.ofMinutes(1)));
        events.submit(FunctionName.live("press"), Buffer.buffer("[1]"));

        events.close();

        assertThat(logged).singleElement().asString().startsWith("WARN event.lost function=press");
        assertThat(functions.invocations()).isEqualTo(1);
    }

    private static EventRetries retries(Duration maximumAge, Duration... afterErrors) {
        return new EventRetries(List.of(afterErrors), Duration.ofMillis(1), Duration.ofMillis(4), maximumAge);
    }
}
