package dev.tally.system.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.system.kit.LambdaApi;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import dev.tally.system.kit.Viewer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Presses at a steady rate while every function is updated, shared between two versions, switched and rolled back. */
@Tag("slow")
class VersionsIT {

    private static final List<String> FUNCTIONS = List.of("press", "aggregator", "rollup", "fanout", "connections");
    private static final int CLIENTS = 4;
    private static final Duration BETWEEN_PRESSES = Duration.ofMillis(200);
    private static final int PRESSES_OF_A_PHASE = 20;
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final String COUNTER = "updated";

    private final List<Integer> statuses = new CopyOnWriteArrayList<>();

    @Test
    void count_updateShareSwitchAndRollback_isTheNumberOfPresses(@TempDir Path directory) throws Exception {
        ScheduledExecutorService clients = Executors.newScheduledThreadPool(CLIENTS);
        try (TestStack stack =
                        TestStack.start(TestOptions.DEFAULT.withProcesses(1, 8).withProxies(Proxies.NONE));
                Viewer viewer = Viewer.connectTo(stack, COUNTER)) {
            LambdaApi lambda = new LambdaApi(stack.stack().lambdaEndpoint(), directory);
            Presser presser = new Presser(stack);
            for (int client = 0; client < CLIENTS; client++) {
                var unused = clients.scheduleAtFixedRate(
                        () -> statuses.add(presser.press(COUNTER, 1)),
                        0,
                        BETWEEN_PRESSES.toMillis(),
                        TimeUnit.MILLISECONDS);
            }
            Set<ProcessHandle> first = processes(stack);

            for (String function : FUNCTIONS) {
                assertThat(lambda.publishOtherCode(function, "")).isEqualTo("2");
                lambda.share(function, "2", 0.5);
            }
            awaitPresses();
            assertThat(processes(stack)).hasSize(2 * FUNCTIONS.size()).containsAll(first);

            for (String function : FUNCTIONS) {
                lambda.move(function, "2");
            }
            awaitPresses();
            await().atMost(SOON).until(() -> first.stream().noneMatch(ProcessHandle::isAlive));
            assertThat(processes(stack)).hasSize(FUNCTIONS.size());

            long start = System.nanoTime();
            for (String function : FUNCTIONS) {
                lambda.move(function, "1");
            }
            long rollbackMillis = (System.nanoTime() - start) / 1_000_000;
            awaitPresses();
            clients.shutdown();
            assertThat(clients.awaitTermination(1, TimeUnit.MINUTES)).isTrue();

            assertThat(statuses).containsOnly(202);
            stack.assertExactlyOnce(presser);
            long counted = stack.counted(COUNTER);
            assertThat(counted).isEqualTo(statuses.size());
            assertThat(stack.messages("dead-letters")).isZero();
            await().atMost(SOON).until(() -> Long.valueOf(counted).equals(viewer.count(COUNTER)));
            assertThat(viewer.wrong()).isEmpty();
            try (Viewer late = Viewer.connectTo(stack, COUNTER)) {
                await().atMost(SOON).until(() -> Long.valueOf(counted).equals(late.count(COUNTER)));
            }
            System.out.printf(
                    "presses=%d failed=0 counted=%d rollbackMillis=%d functions=%d%n",
                    statuses.size(), counted, rollbackMillis, FUNCTIONS.size());
        } finally {
            clients.shutdownNow();
        }
    }

    private void awaitPresses() {
        int before = statuses.size();
        await().atMost(SOON).until(() -> statuses.size() >= before + PRESSES_OF_A_PHASE);
    }

    private static Set<ProcessHandle> processes(TestStack stack) {
        return FUNCTIONS.stream()
                .flatMap(function -> stack.stack().lambda().processes(function).stream())
                .collect(Collectors.toSet());
    }
}
