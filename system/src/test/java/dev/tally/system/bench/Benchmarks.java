package dev.tally.system.bench;

import static org.awaitility.Awaitility.await;

import dev.tally.system.kit.Crowd;
import dev.tally.system.kit.LoadGenerator;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import java.time.Duration;

/** The options and the warm-up that benchmarks of the whole stack share. */
final class Benchmarks {

    /** After some four minutes the compilers of five processes have compiled all hot methods. */
    static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 240));

    /** A higher rate than the measured one, so that the compilers finish sooner. */
    private static final int WARM_UP_CLICKS_PER_SECOND = 200;

    private static final int WARM_UP_SCREENS = 10;

    /** The functions use the compilers of the stack. Lambda's default stops at the first one, for a short start. */
    private static final String COMPILER = System.getProperty("test.compiler", "-XX:TieredStopAtLevel=4");

    private Benchmarks() {}

    static TestOptions options() {
        return TestOptions.DEFAULT
                .withVariable("JAVA_TOOL_OPTIONS", COMPILER)
                .withVisibility(30)
                .withAggregatorTimeout(5)
                .withProcesses(1, 16)
                .withProxies(Proxies.NONE)
                .withVariable("QUARKUS_LOG_LEVEL", "WARN");
    }

    /** Presses a separate counter with some open screens, until the compilers have finished. */
    static void warmUp(TestStack stack, LoadGenerator load) {
        try (Crowd crowd = Crowd.open(stack.webSocketEndpoint(), "warm-up", WARM_UP_SCREENS)) {
            LoadGenerator.Result result = load.press("warm-up", WARM_UP_CLICKS_PER_SECOND, WARM_UP);
            stack.settle();
            await().until(() -> crowd.showing(result.accepted()) == WARM_UP_SCREENS);
        }
    }
}
