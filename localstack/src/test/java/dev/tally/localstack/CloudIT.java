package dev.tally.localstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.localstack.cloud.TestCloud;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The whole path of a click on LocalStack where there is Docker, and on the embedded cloud elsewhere. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CloudIT {

    private final TestStack stack = TestStack.startOn(TestCloud.startBest(), TestOptions.DEFAULT);
    private Presser presser = new Presser(stack);

    @BeforeEach
    void newClient() {
        presser = new Presser(stack);
    }

    @AfterAll
    void stop() {
        stack.close();
    }

    @Test
    void presses_ofTwoCounters_areCountedAndPublished() {
        IntStream.range(0, 40).parallel().forEach(n -> presser.press(n % 2 == 0 ? "even" : "odd", n + 1));

        stack.assertExactlyOnce(presser);
        assertThat(stack.counted("even")).isEqualTo(400);
        assertThat(stack.counted("odd")).isEqualTo(420);
    }

    @Test
    void press_retriedUnderItsKey_isCountedOnce() {
        String key = presser.key();
        IntStream.range(0, 5).forEach(attempt -> presser.press("retried", 3, key));

        stack.assertExactlyOnce(presser);
        assertThat(stack.counted("retried")).isEqualTo(3);
    }

    @Test
    void aggregator_killedWhileItCounts_countsWhatComesAgainOnce() {
        IntStream.range(0, 60).forEach(n -> {
            presser.press("killed", 1);
            if (n % 20 == 10) {
                stack.stack().lambda().kill("aggregator").toCompletableFuture().join();
            }
        });

        stack.assertExactlyOnce(presser);
        assertThat(stack.counted("killed")).isEqualTo(60);
    }

    @Test
    void poison_amongGood_isParkedWithItsReason() {
        presser.press("poisoned", 1);
        stack.send("poisoned#0", "{\"type\":\"vote\"}");
        presser.press("poisoned", 1);

        stack.assertExactlyOnce(presser);
        assertThat(stack.deadLetters()).singleElement().satisfies(letter -> assertThat(
                        String.valueOf(letter.messageAttributes()))
                .contains("unknown type 'vote'"));
    }

    @Test
    void viewer_ofACounter_seesTheTotalOfTheLastPress() {
        try (Viewer viewer = Viewer.connectTo(stack, "seen")) {
            IntStream.range(0, 10).forEach(n -> presser.press("seen", 1));
            stack.assertExactlyOnce(presser);
            await().until(() -> Objects.equals(viewer.count("seen"), 10L));
        }
    }
}
