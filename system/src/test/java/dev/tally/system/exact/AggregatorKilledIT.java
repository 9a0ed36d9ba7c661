package dev.tally.system.exact;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tally.system.kit.Killer;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestOptions.Proxies;
import dev.tally.system.kit.TestStack;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Thousands of clicks ({@code -Dclicks=20000}), a tenth of them retried, while the aggregator is killed every 2 s. */
class AggregatorKilledIT {

    private static final int CLICKS = Integer.getInteger("clicks", 1_600);
    private static final int CLIENTS = 16;
    private static final Duration BETWEEN_KILLS = Duration.ofSeconds(2);

    /** One hot counter, and two with a tenth of the clicks each. */
    private static final List<String> COUNTERS =
            List.of("busy", "busy", "busy", "busy", "busy", "busy", "busy", "busy", "warm", "other");

    @Test
    void count_afterAll_isTheNumberOfDistinctClicks() throws Exception {
        ExecutorService clients = Executors.newFixedThreadPool(CLIENTS);
        try (TestStack stack =
                        TestStack.start(TestOptions.DEFAULT.withProcesses(1, 16).withProxies(Proxies.DYNAMODB));
                Killer killer = Killer.start(stack, "aggregator", BETWEEN_KILLS)) {
            Presser presser = new Presser(stack);
            pressAll(presser, clients);
            killer.stop();

            stack.assertExactlyOnce(presser);
            long counted = presser.counters().stream().mapToLong(stack::counted).sum();
            assertThat(counted).isEqualTo(CLICKS);
            assertThat(stack.messages("clicks")).isZero();
            assertThat(stack.messages("dead-letters")).isZero();
            assertThat(killer.kills()).isPositive();
            System.out.printf(
                    "clicks=%d counted=%d kills=%d writes=%d%n",
                    CLICKS, counted, killer.kills(), stack.dynamoDb().callsOf("write shard"));
        } finally {
            clients.shutdownNow();
        }
    }

    private static void pressAll(Presser presser, ExecutorService clients) throws Exception {
        List<Future<?>> running = IntStream.range(0, CLIENTS)
                .<Future<?>>mapToObj(client -> clients.submit(() -> pressSome(presser, new Random(client))))
                .toList();
        for (Future<?> client : running) {
            client.get(5, TimeUnit.MINUTES);
        }
    }

    private static void pressSome(Presser presser, Random random) {
        for (int click = 0; click < CLICKS / CLIENTS; click++) {
            String counter = COUNTERS.get(random.nextInt(COUNTERS.size()));
            String key = presser.key();
            int status = presser.press(counter, 1, key);
            // Clients retry until the click is accepted, and repeat a tenth of the accepted ones.
            while (status != 202 || random.nextInt(10) == 0) {
                status = presser.press(counter, 1, key);
            }
        }
    }
}
