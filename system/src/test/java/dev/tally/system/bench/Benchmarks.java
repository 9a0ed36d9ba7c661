package dev.tally.system.bench;

import static org.awaitility.Awaitility.await;

import dev.tally.system.kit.Crowd;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import java.time.Duration;

/** What benchmarks of the whole stack have in common. */
final class Benchmarks {

    /** After some four minutes the compilers of five processes have compiled what is called often. */
    static final Duration WARM_UP = Duration.ofSeconds(Integer.getInteger("bench.warm-up", 240));

    /** More than is measured, so that the compilers are done sooner. */
    private static final int WARM_UP_CLICKS_PER_SECOND = 200;

    private static final int WARM_UP_SCREENS = 10;

    /** The functions' compilers are set as that of the stack is; Lambda's own default stops at the first, for a short start. */
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

    /** Presses another counter than those measured, on some screens, until the compilers are done. */
    static void warmUp(TestStack stack, LoadGenerator load) {
        try (Crowd crowd = Crowd.open(stack.webSocketEndpoint(), "warm-up", WARM_UP_SCREENS)) {
            LoadGenerator.Result result = load.press("warm-up", WARM_UP_CLICKS_PER_SECOND, WARM_UP);
            stack.settle();
            await().until(() -> crowd.showing(result.accepted()) == WARM_UP_SCREENS);
        }
    }
}
