package dev.tally.broadcaster.lambda;

import dev.tally.counter.CounterId;
import dev.tally.runtime.Deadline;
import jakarta.inject.Singleton;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/** Does work for several counters at once, and tells for which of them it failed. */
@Singleton
public class Concurrently {

    private static final Logger LOG = Logger.getLogger(Concurrently.class);

    private final ExecutorService executor;

    public Concurrently(ExecutorService executor) {
        this.executor = executor;
    }

    /**
     * Does the work of each counter.
     *
     * @return the counters whose work failed, or was not done by the deadline
     */
    public <T> Set<CounterId> failures(Map<CounterId, T> inputs, Consumer<T> work, Deadline deadline) {
        Map<CounterId, Future<?>> running = new LinkedHashMap<>();
        inputs.forEach((counter, input) -> running.put(counter, executor.submit(() -> work.accept(input))));
        Set<CounterId> failed = new HashSet<>();
        running.forEach((counter, future) -> {
            if (!succeeds(counter, future, deadline)) {
                failed.add(counter);
            }
        });
        return failed;
    }

    private static boolean succeeds(CounterId counter, Future<?> work, Deadline deadline) {
        try {
            work.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
            return true;
        } catch (ExecutionException failed) {
            logFailure(counter, String.valueOf(failed.getCause()));
        } catch (TimeoutException unfinished) {
            logFailure(counter, "deadline");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            logFailure(counter, "interrupted");
        }
        return false;
    }

    private static void logFailure(CounterId counter, String reason) {
        LOG.errorf("counter.failed counter=%s outcome=tried-again reason=\"%s\"", counter, reason);
    }
}
