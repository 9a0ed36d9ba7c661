package dev.tally.system.drill;

import static org.awaitility.Awaitility.await;

import dev.tally.counter.ClickIds;
import dev.tally.counter.ExactlyOnce;
import dev.tally.runtime.metrics.Metric;
import dev.tally.runtime.progress.Progress;
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

/** A drill that stops each part for {@code -Ddrill.seconds} in turn while clients press, and prints the effects. */
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
    private final List<Integer> accepted = Collections.synchronizedList(new ArrayList<>());
    private final AtomicLong firstAccepted = new AtomicLong();
    private final Map<String, Integer> answers = new TreeMap<>();
    private final MetricWatch watch = new MetricWatch();
    private volatile long outageEndNanos = Long.MAX_VALUE;

    @AfterAll
    void stop() {
        timers.shutdownNow();
        stack.close();
        watch.close();
    }

    @ParameterizedTest
    @EnumSource
    void part_gone_everyClickIsCountedOnceWhenItIsBack(Outage outage) throws InterruptedException {
        Progress.step(Outage.values().length, outage.toString().toLowerCase(Locale.ROOT));
        accepted.clear();
        String counter = "drill-" + outage.name().toLowerCase(Locale.ROOT);
        try (Screen screen = new Screen(stack.webSocketEndpoint(), counter, timers)) {
            ScheduledFuture<?> pressing = timers.scheduleAtFixedRate(
                    () -> timers.execute(() -> press(counter)), 0, MILLIS_BETWEEN_PRESSES, TimeUnit.MILLISECONDS);
            ScheduledFuture<?> reading = timers.scheduleWithFixedDelay(
                    () -> timers.execute(() -> read(counter)), 0, 2 * MILLIS_BETWEEN_PRESSES, TimeUnit.MILLISECONDS);
            await().atMost(SOON).until(() -> screen.count() > 0);
            watch.valuesSinceLastCall();
            TimeUnit.MILLISECONDS.sleep(HEALTHY.toMillis());
            Map<Metric, Double> healthy = watch.valuesSinceLastCall();
            answersSinceLastCall();
            screen.longestPauseSeconds();

            Outage.End end = outage.begin(stack, timers);
            TimeUnit.SECONDS.sleep(OUTAGE_SECONDS);
            String seen = answersSinceLastCall();
            Map<Metric, Double> during = watch.valuesSinceLastCall();
            outageEndNanos = System.nanoTime();
            firstAccepted.set(0);
            end.now();
            await().atMost(SOON).until(() -> firstAccepted.get() > 0);
            double pressedAfter = (firstAccepted.get() - outageEndNanos) / 1e9;
            pressing.cancel(false);
            reading.cancel(false);
            await().atMost(SOON).pollInterval(Duration.ofMillis(20)).until(() -> screen.count() == sum());
            double shownAfter = (System.nanoTime() - outageEndNanos) / 1e9;
            stack.settle();
            List<String> moved = new ArrayList<>(MetricWatch.moved(healthy, during));
            MetricWatch.moved(healthy, watch.valuesSinceLastCall()).forEach(after -> moved.add("then " + after));
            ExactlyOnce.assertCount(stack.counted(counter), accepted, List.of());
            System.out.printf(
                    "drill: | %s | %s | %.1f s | %s | %.1f s | %.1f s |%n",
                    outage.name().toLowerCase(Locale.ROOT),
                    seen,
                    screen.longestPauseSeconds(),
                    String.join("; ", moved),
                    pressedAfter,
                    shownAfter);
        } finally {
            outageEndNanos = Long.MAX_VALUE;
        }
    }

    /** Sends one click, and retries it under its key until it is accepted, as the browser client does. */
    private void press(String counter) {
        String key = ids.next().toString();
        long begun = System.nanoTime();
        int status = client.send(counter, 1, key);
        answered("press " + status);
        if (status == 202) {
            accepted.add(1);
            if (begun > outageEndNanos) {
                firstAccepted.compareAndSet(0, System.nanoTime());
            }
        } else {
            pressAgain(counter, key);
        }
    }

    private void pressAgain(String counter, String key) {
        var unused = timers.schedule(
                () -> {
                    if (client.send(counter, 1, key) == 202) {
                        accepted.add(1);
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
        return accepted.size();
    }

    private synchronized void answered(String answer) {
        answers.merge(answer, 1, Integer::sum);
    }

    /** Returns the number of each answer since the last call. */
    private synchronized String answersSinceLastCall() {
        String all = answers.entrySet().stream()
                .map(answer -> answer.getKey() + ": " + answer.getValue())
                .collect(Collectors.joining(", "));
        answers.clear();
        return all;
    }
}
