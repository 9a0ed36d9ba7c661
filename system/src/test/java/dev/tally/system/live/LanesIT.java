package dev.tally.system.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.system.kit.Presser;
import dev.tally.system.kit.SwollenTotal;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Counters that share the lanes of the stream with one that always fails. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LanesIT {

    /** Less than the 30 s after which a counter is handed over for the age of its record alone. */
    private static final Duration SOON = Duration.ofSeconds(20);

    /** Longer than the first retry of an asynchronous invocation, which comes after a minute. */
    private static final Duration AFTER_RETRY = Duration.ofMinutes(2);

    private static final String FAILING = "failing";

    private final TestStack stack = TestStack.start(TestOptions.DEFAULT.withProcesses(1, 8));
    private final Presser presser = new Presser(stack);

    @AfterAll
    void stop() {
        stack.close();
    }

    /** Before, the counters of its lane got no total until the failing one was repaired. */
    @Test
    void rollup_oneCounterAlwaysFails_othersAppearAtOnceAndItAfterItsRepair() {
        SwollenTotal swollen = SwollenTotal.of(stack, FAILING);
        presser.press(FAILING, 1);
        stack.awaitCounted(FAILING, 1);
        // More than the lanes, so some of them share its lane.
        List<String> others =
                IntStream.range(0, 24).mapToObj(index -> "beside-" + index).toList();
        others.forEach(counter -> presser.press(counter, 1));
        await().atMost(SOON).untilAsserted(() -> assertThat(others)
                .allSatisfy(counter -> assertThat(presser.published(counter)).isEqualTo(1)));
        assertThat(presser.published(FAILING)).isZero();
        swollen.repair();
        await().atMost(AFTER_RETRY)
                .untilAsserted(() -> assertThat(presser.published(FAILING)).isEqualTo(1));
    }
}
