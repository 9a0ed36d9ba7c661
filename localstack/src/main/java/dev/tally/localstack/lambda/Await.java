package dev.tally.localstack.lambda;

import io.vertx.core.Context;
import io.vertx.core.Future;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Waits where a caller has its own thread. */
public final class Await {

    private static final long TIMEOUT_SECONDS = 30;

    private Await() {}

    /**
     * Waits for a result.
     *
     * @param what what is waited for, for the message if it does not come
     */
    public static <T> T on(String what, Future<T> future) {
        if (Context.isOnEventLoopThread()) {
            throw new IllegalStateException("an event loop must not wait for " + what + ": call from a worker thread");
        }
        try {
            return future.toCompletionStage().toCompletableFuture().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException failed) {
            throw new IllegalStateException(what + " failed: " + failed.getCause(), failed.getCause());
        } catch (TimeoutException late) {
            throw new IllegalStateException(what + " did not come within " + TIMEOUT_SECONDS + " s", late);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while waiting for " + what, interrupted);
        }
    }
}
