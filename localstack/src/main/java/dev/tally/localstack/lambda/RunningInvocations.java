package dev.tally.localstack.lambda;

import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The invocations that one environment is running, each with its time-out. */
final class RunningInvocations {

    // Lambda's time-out covers the whole Invoke phase. This phase does not end with the answer, but when the runtime
    // requests its next invocation: https://docs.aws.amazon.com/lambda/latest/dg/lambda-runtime-environment.html
    // So the timer of an answered invocation continues until that request. If several invocations are answered, the
    // request does not identify the one that it finishes, and the oldest is assumed.

    private final Vertx vertx;
    private final Duration timeout;
    private final Consumer<String> onTimeout;
    private final Map<String, Run> running = new HashMap<>();
    private final Queue<Run> answered = new ArrayDeque<>();

    /** @param onTimeout receives the request id of an invocation that timed out */
    RunningInvocations(Vertx vertx, Duration timeout, Consumer<String> onTimeout) {
        this.vertx = vertx;
        this.timeout = timeout;
        this.onTimeout = onTimeout;
    }

    int count() {
        return running.size();
    }

    /** Returns whether there is no invocation, unanswered or answered. */
    boolean isEmpty() {
        return running.isEmpty() && answered.isEmpty();
    }

    boolean has(String requestId) {
        return running.containsKey(requestId);
    }

    void begin(Run run) {
        String requestId = run.invocation().requestId();
        run.timer(vertx.setTimer(Math.max(1, timeout.toMillis()), fired -> onTimeout.accept(requestId)));
        running.put(requestId, run);
    }

    /** Marks an invocation as answered and returns its run, null if it is not running. */
    @Nullable
    Run answered(String requestId) {
        Run run = running.remove(requestId);
        if (run != null) {
            answered.add(run);
        }
        return run;
    }

    /** Removes and returns the oldest answered invocation, null if there is none. */
    @Nullable
    Run removeOldestAnswered() {
        Run run = answered.poll();
        if (run != null) {
            vertx.cancelTimer(run.timer());
        }
        return run;
    }

    /**
     * Removes all invocations.
     *
     * @param onAnswered receives the answered invocations
     * @param onUnanswered receives the others
     */
    void removeAll(Consumer<Run> onAnswered, Consumer<Run> onUnanswered) {
        for (Run run = removeOldestAnswered(); run != null; run = removeOldestAnswered()) {
            onAnswered.accept(run);
        }
        List<Run> unanswered = List.copyOf(running.values());
        running.clear();
        unanswered.forEach(run -> {
            vertx.cancelTimer(run.timer());
            onUnanswered.accept(run);
        });
    }
}
