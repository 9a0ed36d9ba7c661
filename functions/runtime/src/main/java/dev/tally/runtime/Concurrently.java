package dev.tally.runtime;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The parts of an invocation's work, run concurrently until a deadline. */
public final class Concurrently {

    private static final Logger LOG = Logger.getLogger(Concurrently.class);

    private final ExecutorService executor;

    public Concurrently(ExecutorService executor) {
        this.executor = executor;
    }

    /**
     * Runs the work of each key.
     *
     * @param onFailure receives each failed key and the reason; it is {@code deadline} for unfinished work
     * @return the keys of the work that failed, or did not finish by the deadline
     */
    public <K, T> Set<K> failures(
            Map<K, T> inputs, Consumer<T> work, Deadline deadline, BiConsumer<K, String> onFailure) {
        return failures(inputs, work, input -> deadline, onFailure);
    }

    /** Runs the work of each key as above, with a separate deadline for each. */
    public <K, T> Set<K> failures(
            Map<K, T> inputs, Consumer<T> work, Function<T, Deadline> deadlineOf, BiConsumer<K, String> onFailure) {
        Map<K, Running> all = new LinkedHashMap<>();
        inputs.forEach((key, input) ->
                all.put(key, new Running(executor.submit(() -> work.accept(input)), deadlineOf.apply(input))));
        Set<K> failed = new HashSet<>();
        all.forEach((key, running) -> {
            String reason = running.failure();
            if (!reason.isEmpty()) {
                failed.add(key);
                onFailure.accept(key, reason);
            }
        });
        return failed;
    }

    private record Running(Future<?> work, Deadline deadline) {

        /** Logs the stack of an exception that only a fault in the code throws. */
        private static void logFault(@Nullable Throwable cause) {
            if (cause instanceof NullPointerException
                    || cause instanceof ClassCastException
                    || cause instanceof IndexOutOfBoundsException
                    || cause instanceof ArithmeticException
                    || cause instanceof Error) {
                LOG.errorf(cause, "work.faulty reason=\"%s\"", cause);
            }
        }

        /** Returns the reason of a failure; empty if the work succeeded. */
        String failure() {
            try {
                work.get(deadline.remaining().toMillis(), TimeUnit.MILLISECONDS);
                return "";
            } catch (ExecutionException failed) {
                logFault(failed.getCause());
                return String.valueOf(failed.getCause());
            } catch (TimeoutException unfinished) {
                return "deadline";
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                return "interrupted";
            }
        }
    }
}
