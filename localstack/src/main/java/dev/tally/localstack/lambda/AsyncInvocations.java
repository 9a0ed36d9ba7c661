package dev.tally.localstack.lambda;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The asynchronous invocations (events), retried when they fail. An event that fails for good, or that waits for a
 * retry when the stack stops, is logged at ERROR.
 *
 * @see <a href="https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-error-handling.html">How Lambda handles
 *     errors and retries with asynchronous invocation</a>
 */
final class AsyncInvocations implements AutoCloseable {

    /**
     * An unfinished event.
     *
     * @param errors the function errors so far
     * @param pause the wait before the next attempt if it is throttled
     * @param waited the total wait for further attempts so far
     */
    private record Event(FunctionName function, Buffer payload, int errors, Duration pause, Duration waited) {

        Event failed(Duration wait) {
            return new Event(function, payload, errors + 1, pause, waited.plus(wait));
        }

        Event throttled(Duration nextPause) {
            return new Event(function, payload, errors, nextPause, waited.plus(pause));
        }
    }

    /** An event that waits for its next attempt. */
    private record Retry(Event event, String reason) {}

    private static final Logger LOG = Logger.getLogger(AsyncInvocations.class);

    private final Vertx vertx;
    private final DeployedFunctions functions;
    private final EventRetries retries;
    private final Map<Long, Retry> waiting = new ConcurrentHashMap<>();
    private volatile boolean closed;

    AsyncInvocations(Vertx vertx, DeployedFunctions functions, EventRetries retries) {
        this.vertx = vertx;
        this.functions = functions;
        this.retries = retries;
    }

    void submit(FunctionName function, Buffer payload) {
        attempt(new Event(function, payload, 0, retries.firstPause(), Duration.ZERO));
    }

    @Override
    public void close() {
        closed = true;
        waiting.forEach((timer, retry) -> {
            vertx.cancelTimer(timer);
            logLost(retry.event(), retry.reason());
        });
        waiting.clear();
    }

    private void attempt(Event event) {
        functions.invoke(event.function(), event.payload(), LogType.NONE).whenComplete((result, failure) -> {
            String reason = failureOf(result, failure);
            if (reason != null && isThrottled(failure)) {
                retry(event.pause(), event.throttled(retries.pauseAfter(event.pause())), reason);
            } else if (reason != null) {
                failed(event, reason);
            }
        });
    }

    private static @Nullable String failureOf(@Nullable InvocationResult result, @Nullable Throwable failure) {
        if (result == null) {
            return String.valueOf(failure);
        }
        return result.functionError() == null ? null : result.payload().toString();
    }

    private static boolean isThrottled(@Nullable Throwable failure) {
        return failure != null && Functions.failureOf(failure) instanceof ThrottledException;
    }

    private void failed(Event event, String reason) {
        if (event.errors() == retries.afterErrors().size()) {
            logLost(event, reason);
        } else {
            Duration wait = retries.afterErrors().get(event.errors());
            retry(wait, event.failed(wait), reason);
        }
    }

    private void retry(Duration wait, Event event, String reason) {
        if (closed || event.waited().compareTo(retries.maximumAge()) > 0) {
            logLost(event, reason);
            return;
        }
        waiting.put(
                vertx.setTimer(Math.max(1, wait.toMillis()), timer -> {
                    waiting.remove(timer);
                    attempt(event);
                }),
                new Retry(event, reason));
    }

    /** Logs an event without further attempts. A stack that stops loses the waiting ones, which is no error. */
    private void logLost(Event event, String reason) {
        LOG.logf(
                closed ? Logger.Level.WARN : Logger.Level.ERROR,
                "event.lost function=%s payloadBytes=%d reason=%s",
                event.function().name(),
                event.payload().length(),
                reason);
    }
}
