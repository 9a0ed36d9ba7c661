package dev.tally.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConcurrentlyTest {

    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Map<String, String> reasons = new LinkedHashMap<>();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    @Test
    void failures_oneThrowsAndOneNeverEnds_reportsBothWithTheirReasons() {
        CountDownLatch never = new CountDownLatch(1);
        Map<String, Runnable> work = new LinkedHashMap<>();
        work.put("good", () -> {});
        work.put("broken", () -> {
            throw new IllegalStateException("broken");
        });
        work.put("stuck", () -> awaitForever(never));

        assertThat(new Concurrently(executor)
                        .failures(work, Runnable::run, inMillis(200), (key, reason) -> reasons.put(key, reason)))
                .containsExactlyInAnyOrder("broken", "stuck");
        assertThat(reasons)
                .containsEntry("broken", "java.lang.IllegalStateException: broken")
                .containsEntry("stuck", "deadline")
                .hasSize(2);
    }

    @Test
    void failures_interdependentWork_runsConcurrently() {
        CountDownLatch both = new CountDownLatch(2);
        Map<String, Runnable> work = new LinkedHashMap<>();
        for (String key : new String[] {"a", "b"}) {
            work.put(key, () -> {
                both.countDown();
                awaitForever(both);
            });
        }

        assertThat(new Concurrently(executor).failures(work, Runnable::run, inMillis(20_000), reasons::put))
                .isEmpty();
    }

    @Test
    void failures_separateDeadlines_endOnlyTheirWork() {
        CountDownLatch never = new CountDownLatch(1);
        Map<String, Duration> work = new LinkedHashMap<>();
        work.put("short", Duration.ofMillis(50));
        work.put("long", Duration.ofSeconds(20));

        Consumer<Duration> stuckIfShort = time -> {
            if (time.toMillis() == 50) {
                awaitForever(never);
            }
        };
        assertThat(new Concurrently(executor)
                        .failures(work, stuckIfShort, time -> inMillis(time.toMillis()), reasons::put))
                .containsExactly("short");
        assertThat(reasons).containsExactly(Map.entry("short", "deadline"));
    }

    @Test
    void failures_faultInTheCode_isLoggedWithItsStackAndAFailedCallIsNot() {
        Map<String, RuntimeException> work = new LinkedHashMap<>();
        work.put("faulty", new NullPointerException("title is missing"));
        work.put("failed", new IllegalStateException("timed out"));
        List<LogRecord> logged = new CopyOnWriteArrayList<>();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                logged.add(line);
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger(Concurrently.class.getName());
        logger.addHandler(handler);
        try {
            new Concurrently(executor)
                    .failures(
                            work,
                            thrown -> {
                                throw thrown;
                            },
                            inMillis(20_000),
                            reasons::put);
        } finally {
            logger.removeHandler(handler);
        }
        assertThat(logged).extracting(LogRecord::getThrown).containsExactly(work.get("faulty"));
    }

    private static Deadline inMillis(long millis) {
        return Deadline.after(Duration.ofMillis(millis), Clock.systemUTC());
    }

    private static void awaitForever(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
