package dev.tally.localstack.lambda;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Blocking waits for callers on their own thread. */
public final class Await {

    private static final long TIMEOUT_SECONDS = 30;

    private Await() {}

    /**
     * Returns the result of a future, after at most {@value #TIMEOUT_SECONDS} seconds.
     *
     * @param operation a noun for the error message
     */
    public static <T> T on(String operation, Future<T> future) {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException(
                    "an event loop must not wait for " + operation + ": call from a worker thread");
        }
        try {
            return future.toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(operation + " failed: " + failed.getCause(), failed.getCause());
        } catch (TimeoutException late) {
            throw new IllegalStateException(operation + " did not complete within " + TIMEOUT_SECONDS + " s", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + operation, interrupted);
        }
    }
}
