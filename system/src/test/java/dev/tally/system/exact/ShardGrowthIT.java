package dev.tally.system.exact;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.tally.system.kit.AwsProxy.Fault;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The proof that a counter under load gets more shards without a setting. Its count stays exact while clients repeat
 * presses across the change. It waits for the 90 seconds of a schedule.
 */
@Tag("slow")
class ShardGrowthIT {

    private static final String COUNTER = "grown";
    private static final int THREADS = 8;
    private static final int CLICKS_PER_SECOND = 80;
    private static final Duration CHANGED = Duration.ofMinutes(5);

    @Test
    void counter_loadBeyondTwoShards_getsMoreShardsAndStaysExact() throws InterruptedException {
        try (TestStack stack = TestStack.start(TestOptions.DEFAULT
                .withAggregatorTimeout(5)
                .withVisibility(30)
                .withVariable("TALLY_WRITES_PER_SECOND", "0"))) {
            Presser presser = new Presser(stack);
            // With half a second for each write, two shards count 40 clicks/s on any machine.
            stack.dynamoDb().rule(call -> call.kind().equals("write shard") ? Fault.SLOW : Fault.NONE);
            List<String> keys = new CopyOnWriteArrayList<>();
            AtomicInteger rejected = new AtomicInteger();
            ScheduledExecutorService load = Executors.newScheduledThreadPool(THREADS);
            List<ScheduledFuture<?>> presses = IntStream.range(0, THREADS)
                    .<ScheduledFuture<?>>mapToObj(any -> load.scheduleAtFixedRate(
                            () -> press(presser, keys, rejected),
                            0,
                            1_000_000L * THREADS / CLICKS_PER_SECOND,
                            TimeUnit.MICROSECONDS))
                    .toList();
            try {
                await().atMost(CHANGED).until(() -> stack.shards(COUNTER).size(), shards -> shards > 2);
            } finally {
                presses.forEach(press -> press.cancel(false));
                load.shutdown();
                assertThat(load.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            }
            stack.dynamoDb().healthy();
            // Most of these have an id from before the change.
            keys.subList(Math.max(0, keys.size() - 2000), keys.size()).forEach(key -> presser.press(COUNTER, 1, key));
            stack.assertExactlyOnce(presser);
            assertThat(rejected)
                    .as("presses rejected because the counter lagged")
                    .hasPositiveValue();
            System.out.println("growth: " + keys.size() + " presses, " + rejected + " rejected, "
                    + stack.shards(COUNTER).size() + " shards");
        }
    }

    private static void press(Presser presser, List<String> keys, AtomicInteger rejected) {
        String key = presser.key();
        keys.add(key);
        if (presser.press(COUNTER, 1, key) == 503) {
            rejected.incrementAndGet();
        }
    }
}
