package dev.tally.localstack.lambda;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Invocations that nobody waits for, tried again when they fail. One that fails for good, or is cut off by the end of
 * the stack, leaves a line at ERROR.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">How Lambda handles
 *     errors and retries with asynchronous invocation</a>
 */
final class AsyncInvocations implements AutoCloseable {

    /** One that waits for its next attempt. */
    private record Retry(String function, Buffer payload, String reason) {}

    private static final Logger LOG = Logger.getLogger(AsyncInvocations.class);

    private final Vertx vertx;
    private final Functions functions;
    private final List<Duration> retryDelays;
    private final Map<Long, Retry> waiting = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /** @param retryDelays how long to wait before each further attempt; AWS: 1 and 2 minutes */
    AsyncInvocations(Vertx vertx, Functions functions, List<Duration> retryDelays) {
        this.vertx = vertx;
        this.functions = functions;
        this.retryDelays = retryDelays;
    }

    void submit(String function, Buffer payload) {
        attempt(function, payload, 0);
    }

    @Override
    public void close() {
        closed = true;
        waiting.forEach((timer, retry) -> {
            vertx.cancelTimer(timer);
            lost(retry);
        });
        waiting.clear();
    }

    private void attempt(String function, Buffer payload, int retriesMade) {
        functions.invoke(function, payload).whenComplete((result, failure) -> {
            String reason = failureOf(result, failure);
            if (reason != null) {
                failed(new Retry(function, payload, reason), retriesMade);
            }
        });
    }

    private static @Nullable String failureOf(@Nullable InvocationResult result, @Nullable Throwable failure) {
        if (result == null) {
            return String.valueOf(failure);
        }
        return result.functionError() == null ? null : result.payload().toString();
    }

    private void failed(Retry retry, int retriesMade) {
        if (closed || retriesMade == retryDelays.size()) {
            lost(retry);
            return;
        }
        long delay = Math.max(1, retryDelays.get(retriesMade).toMillis());
        waiting.put(
                vertx.setTimer(delay, timer -> {
                    waiting.remove(timer);
                    attempt(retry.function(), retry.payload(), retriesMade + 1);
                }),
                retry);
    }

    private static void lost(Retry retry) {
        LOG.errorf(
                "event.lost function=%s payloadBytes=%d reason=%s",
                retry.function(), retry.payload().length(), retry.reason());
    }
}
