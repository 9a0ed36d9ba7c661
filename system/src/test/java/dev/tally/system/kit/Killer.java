package dev.tally.system.kit;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** A thread that kills the processes of a function at regular intervals. */
public final class Killer implements AutoCloseable {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final AtomicInteger kills = new AtomicInteger();
    private final Future<?> killing;

    private Killer(TestStack stack, String function, Duration pause) {
        this.killing = timer.scheduleWithFixedDelay(
                () -> {
                    stack.stack().lambda().kill(function).toCompletableFuture().join();
                    kills.incrementAndGet();
                },
                pause.toMillis(),
                pause.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    /** Kills the processes after each pause, until {@link #stop()}. */
    public static Killer start(TestStack stack, String function, Duration pause) {
        return new Killer(stack, function, pause);
    }

    /** Starts no more kills. */
    public void stop() {
        killing.cancel(false);
    }

    public int kills() {
        return kills.get();
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
