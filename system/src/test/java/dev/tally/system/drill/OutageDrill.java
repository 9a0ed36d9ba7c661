package dev.tally.system.drill;

import static org.awaitility.Awaitility.await;

import dev.tally.counter.ClickIds;
import dev.tally.counter.ExactlyOnce;
import dev.tally.runtime.metrics.Metric;
import dev.tally.system.kit.Presser;
import dev.tally.system.kit.TestOptions;
import dev.tally.system.kit.TestStack;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Takes each part away in turn for some seconds ({@code -Ddrill.seconds=10}) while people press, and tells what came of it. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OutageDrill {

    private static final int OUTAGE_SECONDS = Integer.getInteger("drill.seconds", 10);
    private static final Duration HEALTHY = Duration.ofSeconds(4);
    private static final Duration SOON = Duration.ofMinutes(3);
    private static final long MILLIS_BETWEEN_PRESSES = 100;
    private static final long MILLIS_BETWEEN_TRIES = 250;
    private static final int THREADS = 64;

    private final TestStack stack = TestStack.start(TestOptions.DEFAULT.withProcesses(1, 16));
    private final Presser client = new Presser(stack);
    private final ClickIds ids = new ClickIds(Clock.systemUTC(), new Random());
    private final ScheduledExecutorService timers = Executors.newScheduledThreadPool(THREADS);
    private final List<Integer> promised = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong firstPromise = new AtomicLong();
    private final Map<String, Integer> answers = new TreeMap<>();
    private final MetricWatch watch = new MetricWatch();
    private volatile long wellSince = Long.MAX_VALUE;

    @AfterAll
    void stop() {
        timers.shutdownNow();
        stack.close();
        watch.close();
    }

    @ParameterizedTest
    @EnumSource
    void part_gone_everyClickIsCountedOnceWhenItIsBack(Outage outage) throws InterruptedException {
        promised.clear();
        String counter = "drill-" + outage.name().toLowerCase(Locale.ROOT);
        try (Screen screen = new Screen(stack.webSocketEndpoint(), counter, timers)) {
            ScheduledFuture<?> pressing = timers.scheduleAtFixedRate(
                    () -> timers.execute(() -> press(counter)), 0, MILLIS_BETWEEN_PRESSES, TimeUnit.MILLISECONDS);
            ScheduledFuture<?> reading = timers.scheduleWithFixedDelay(
                    () -> timers.execute(() -> read(counter)), 0, 2 * MILLIS_BETWEEN_PRESSES, TimeUnit.MILLISECONDS);
            await().atMost(SOON).until(() -> screen.count() > 0);
            watch.take();
            TimeUnit.MILLISECONDS.sleep(HEALTHY.toMillis());
            Map<Metric, Double> healthy = watch.take();
            answers();
            screen.stoodStillSeconds();

            Outage.End end = outage.begin(stack, timers);
            TimeUnit.SECONDS.sleep(OUTAGE_SECONDS);
            String seen = answers();
            Map<Metric, Double> during = watch.take();
            wellSince = System.nanoTime();
            firstPromise.set(0);
            end.now();
            await().atMost(SOON).until(() -> firstPromise.get() > 0);
            double pressedAfter = (firstPromise.get() - wellSince) / 1e9;
            pressing.cancel(false);
            reading.cancel(false);
            await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> screen.count() == sum());
            double shownAfter = (System.nanoTime() - wellSince) / 1e9;
            stack.settle();
            List<String> moved = new ArrayList<>(MetricWatch.moved(healthy, during));
            MetricWatch.moved(healthy, watch.take()).forEach(after -> moved.add("then " + after));
            ExactlyOnce.assertCount(stack.counted(counter), promised, List.of());
            System.out.printf(
                    "drill: | %s | %s | %.1f s | %s | %.1f s | %.1f s |%n",
                    outage.name().toLowerCase(Locale.ROOT),
                    seen,
                    screen.stoodStillSeconds(),
                    String.join("; ", moved),
                    pressedAfter,
                    shownAfter);
        } finally {
            wellSince = Long.MAX_VALUE;
        }
    }

    /** One click, tried again under its key until it is promised, as the browser client does. */
    private void press(String counter) {
        String key = ids.next().toString();
        long begun = System.nanoTime();
        int status = client.send(counter, 1, key);
        answered("press " + status);
        if (status == 202) {
            promised.add(1);
            if (begun > wellSince) {
                firstPromise.compareAndSet(0, System.nanoTime());
            }
        } else {
            pressAgain(counter, key);
        }
    }

    private void pressAgain(String counter, String key) {
        var unused = timers.schedule(
                () -> {
                    if (client.send(counter, 1, key) == 202) {
                        promised.add(1);
                    } else {
                        pressAgain(counter, key);
                    }
                },
                MILLIS_BETWEEN_TRIES,
                TimeUnit.MILLISECONDS);
    }

    private void read(String counter) {
        answered("read " + client.status("/v1/counters/" + counter));
    }

    private long sum() {
        return promised.size();
    }

    private synchronized void answered(String answer) {
        answers.merge(answer, 1, Integer::sum);
    }

    /** What was answered since this was last asked, and how often. */
    private synchronized String answers() {
        String all = answers.entrySet().stream()
                .map(answer -> answer.getKey() + ": " + answer.getValue())
                .collect(Collectors.joining(", "));
        answers.clear();
        return all;
    }
}
