package dev.tally.system.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.counter.ConnectionId;
import dev.tally.counter.CounterId;
import dev.tally.counter.dynamodb.DynamoDbConnectionStore;
import dev.tally.localstack.gateway.ConnectionsFault;
import dev.tally.system.kit.AwsProxy;
import dev.tally.system.kit.Crowd;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import io.vertx.core.buffer.Buffer;
import java.time.Clock;
import java.time.Duration;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The proof that every open screen ends on the number of clicks, under any fault on the live path. */
@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveFaultsIT {

    private static final Duration SOON = Duration.ofSeconds(60);

    /** Longer than the first retry of an asynchronous invocation, which comes after a minute. */
    private static final Duration AFTER_RETRY = Duration.ofMinutes(2);

    private static final int CROWD = 400;
    private static final int DEAD = 100;

    /** The number of next answers of rollup and fan-out to lose, so that their batches are delivered again. */
    private final AtomicInteger answersToLose = new AtomicInteger();

    private final TestStack stack =
            TestStack.start(TestOptions.DEFAULT.withProcesses(1, 8).withFaults(this::diesBeforeAnswer));
    private Presser presser = new Presser(stack);

    @BeforeEach
    void newClient() {
        presser = new Presser(stack);
    }

    @AfterEach
    void heal() {
        answersToLose.set(0);
        stack.dynamoDb().healthy();
        stack.stack().apis().connections().setFaults(id -> ConnectionsFault.NONE);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void rollupAndFanOut_killedInTheMiddle_endOnTheRightNumber() {
        try (Crowd crowd = Crowd.open(stack.webSocketEndpoint(), "killed", 5)) {
            await().atMost(SOON).until(() -> crowd.showing(0) == 5);
            for (int round = 0; round < 4; round++) {
                press("killed", 25);
                kill(round % 2 == 0 ? "rollup" : "fanout");
            }
            assertEndsOn(crowd, 5, "killed", 100);
        }
    }

    @Test
    void batches_deliveredTwice_endOnTheRightNumber() {
        try (Crowd crowd = Crowd.open(stack.webSocketEndpoint(), "repeated", 5)) {
            await().atMost(SOON).until(() -> crowd.showing(0) == 5);
            answersToLose.set(4);
            press("repeated", 60);
            assertEndsOn(crowd, 5, "repeated", 60);
            await().atMost(SOON).untilAsserted(() -> assertThat(answersToLose).hasNonPositiveValue());
        }
    }

    @Test
    void table_failsAThirdOfItsCalls_everyScreenEndsOnTheRightNumber() {
        Random random = new Random(7);
        try (Crowd crowd = Crowd.open(stack.webSocketEndpoint(), "troubled", 5)) {
            await().atMost(SOON).until(() -> crowd.showing(0) == 5);
            stack.dynamoDb().faults(operation -> switch (random.nextInt(12)) {
                case 0, 1 -> AwsProxy.Fault.REFUSED;
                case 2 -> AwsProxy.Fault.ANSWER_LOST;
                case 3 -> AwsProxy.Fault.SLOW;
                default -> AwsProxy.Fault.NONE;
            });
            press("troubled", 80);
            stack.drain();
            stack.dynamoDb().healthy();
            assertEndsOn(crowd, 5, "troubled", 80);
        }
    }

    @Test
    void pushes_throttledInAStorm_everyScreenEndsOnTheRightNumber() {
        Random random = new Random(11);
        try (Crowd crowd = Crowd.open(stack.webSocketEndpoint(), "stormy", 40)) {
            await().atMost(SOON).until(() -> crowd.showing(0) == 40);
            stack.stack()
                    .apis()
                    .connections()
                    .setFaults(id -> random.nextInt(3) == 0
                            ? ConnectionsFault.of(ConnectionsFault.Kind.THROTTLED)
                            : ConnectionsFault.NONE);
            press("stormy", 30);
            stack.settle();
            stack.stack().apis().connections().setFaults(id -> ConnectionsFault.NONE);
            // Lambda retries the push to viewers that were throttled twice.
            assertEndsOn(crowd, 40, "stormy", 30, AFTER_RETRY);
        }
    }

    @Test
    void viewers_aHundredOf500GoneWithoutClosing_areRemovedAndTheOthersOnTime() {
        CounterId counter = new CounterId("haunted");
        DynamoDbConnectionStore connections = new DynamoDbConnectionStore(
                stack.stack().cloud().dynamoDb(), stack.stack().resources().tableName("connections"));
        Clock clock = Clock.systemUTC();
        IntStream.range(0, DEAD)
                .mapToObj(index -> new ConnectionId("dead-" + index + "="))
                .forEach(dead -> {
                    connections.open(dead, clock.instant());
                    connections.subscribe(dead, Set.of(counter), clock.instant());
                });
        try (Crowd crowd = Crowd.open(stack.webSocketEndpoint(), "haunted", CROWD)) {
            await().atMost(SOON).until(() -> crowd.showing(0) == CROWD);
            press("haunted", 20);
            assertEndsOn(crowd, CROWD, "haunted", 20);
            await().atMost(SOON).untilAsserted(() -> assertThat(connections.viewers(counter, clock.instant()))
                    .hasSize(CROWD));
            await().atMost(SOON)
                    .until(() ->
                            presser.get("/v1/counters/haunted").get("viewers").asInt() == CROWD);
        }
    }

    private void assertEndsOn(Crowd crowd, int screens, String counter, int count) {
        assertEndsOn(crowd, screens, counter, count, SOON);
    }

    private void assertEndsOn(Crowd crowd, int screens, String counter, int count, Duration time) {
        stack.assertExactlyOnce(presser);
        assertThat(stack.counted(counter)).isEqualTo(count);
        await().atMost(time)
                .untilAsserted(() -> assertThat(crowd.showing(count)).isEqualTo(screens));
    }

    private void press(String counter, int times) {
        IntStream.range(0, times)
                .forEach(any -> assertThat(presser.press(counter, 1)).isEqualTo(202));
    }

    private void kill(String function) {
        stack.stack().lambda().kill(function).toCompletableFuture().join();
    }

    private boolean diesBeforeAnswer(String function, String requestId, Buffer response) {
        return (function.equals("rollup") || function.equals("fanout")) && answersToLose.getAndDecrement() > 0;
    }
}
